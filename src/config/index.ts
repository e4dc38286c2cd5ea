export type {
  AuthKeyConfig,
  CacheConfig,
  CacheMatch,
  Config,
  ProviderConfig,
  ProviderKeyConfig,
  ProviderType,
  RouteConfig,
  VerifyMode,
} from './config.ts';
export { type LoadedConfig, type LoadOptions, loadConfig } from './load.ts';
export { ConfigError, type ConfigProblem, formatProblems } from './problems.ts';
export { secretsHidden } from './secrets.ts';
