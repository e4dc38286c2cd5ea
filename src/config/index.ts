export type {
  AuthKeyConfig,
  CacheConfig,
  CacheMatch,
  Config,
  ProviderConfig,
  ProviderKeyConfig,
  ProviderType,
  RouteConfig,
} from './config.ts';
