import { isJsonObject } from '#core';
import { isShared } from './cache-checks.ts';
import { crossChecks } from './checks.ts';
import type { Config, ProviderConfig, ProviderType, RouteConfig } from './config.ts';
import { createDraft, type Draft } from './draft.ts';
import { applyEnvironment, type Environment } from './environment.ts';
import { readConfigFile } from './file.ts';
import { fromText } from './from-text.ts';
import { ConfigError, type ConfigProblem, showPath } from './problems.ts';
import { applyProviderVariables, shadowedVariables } from './provider-variables.ts';
import { resolveReferences } from './references.ts';
import type { DeclaredConfig } from './schema.ts';
import { nodeAt } from './schema-node.ts';
import { validate } from './validate.ts';

/** Where each provider type is, unless the configuration says otherwise; `providers/catalogue.ts` has the sources. */
export const DEFAULT_BASE_URLS: Readonly<Record<ProviderType, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
};

export interface LoadOptions {
  readonly env: Environment;
  /** Folder in which the file is looked for and that relative paths start from. */
  readonly cwd: string;
  /** A file named on the command line; it goes before `REPRISE_CONFIG`. */
  readonly file?: string;
  /** Settings from the command line by dotted path (`{'server.port': '9000'}`); they go before everything else. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Sentences for the log: nothing is wrong, but something has no effect or is worth a second look. */
  readonly warnings: readonly string[];
  /** The file that was read, if there was one. */
  readonly file: string | undefined;
}

/**
 * Reads the configuration: defaults, then the file, then `REPRISE_…` variables, then the command line, each over the
 * one before. Nothing at all is a valid configuration.
 * @throws ConfigError with every problem that was found.
 */
export function loadConfig({ env, cwd, file: named, overrides = {} }: LoadOptions): LoadedConfig {
  const variable = env.REPRISE_CONFIG === '' ? undefined : env.REPRISE_CONFIG;
  const namedBy = named === undefined ? 'environment variable REPRISE_CONFIG' : 'command line';
  const file = readConfigFile(cwd, named ?? variable, namedBy);
  const draft = createDraft(file.root, file.locate);

  applyProviderVariables(env, draft);
  const environment = applyEnvironment(env, draft);
  const commandLine = applyOverrides(overrides, draft);
  const references = resolveReferences(draft, env);
  addProviders(draft);
  const schema = validate(draft, references.written);
  // without the file, what it would have said is missing: the checks would tell of problems that are not there
  const checks =
    file.problems.length > 0 ? { problems: [], warnings: [] } : crossChecks(draft, references.written);

  const problems = [
    ...file.problems,
    ...onePerPath([
      ...environment.problems,
      ...commandLine,
      ...references.problems,
      ...schema,
      ...checks.problems,
    ]),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const shadowed = shadowedVariables(env, draft, references.names);
  return {
    config: complete(draft.root as unknown as DeclaredConfig),
    warnings: [...file.warnings, ...environment.warnings, ...shadowed, ...checks.warnings],
    file: file.path,
  };
}

function applyOverrides(overrides: Readonly<Record<string, unknown>>, draft: Draft): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [dotted, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const path = dotted.split('.');
    const node = nodeAt(path);
    const parsed =
      typeof value === 'string' && node !== undefined
        ? fromText(value, node)
        : { type: 'value' as const, value };
    if (parsed.type === 'value') draft.set(path, parsed.value, 'command line');
    else {
      const { expected } = parsed;
      problems.push({ path: showPath(path), expected, value: 'something else', source: 'command line' });
    }
  }
  return problems;
}

/** `openai` and `anthropic` always exist, and what follows from a provider's name or type is filled in. */
function addProviders(draft: Draft): void {
  if (draft.root.providers === undefined) draft.root.providers = {};
  const providers = draft.root.providers;
  if (!isJsonObject(providers)) return;
  for (const name of Object.keys(DEFAULT_BASE_URLS)) {
    if (!Object.hasOwn(providers, name)) draft.set(['providers', name], {}, 'default');
  }
  for (const [name, provider] of Object.entries(draft.root.providers as Record<string, unknown>)) {
    if (!isJsonObject(provider) || provider.type !== undefined) continue;
    const type = Object.hasOwn(DEFAULT_BASE_URLS, name) ? name : undefined;
    if (type !== undefined) draft.set(['providers', name, 'type'], type, 'default');
  }
}

/** The first problem of each path: a reference that is missing need not be reported as a bad value too. */
function onePerPath(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const first = new Map<string, ConfigProblem>();
  for (const problem of problems) if (!first.has(problem.path)) first.set(problem.path, problem);
  return [...first.values()];
}

function complete(declared: DeclaredConfig): Config {
  const providers: Record<string, ProviderConfig> = Object.create(null);
  for (const [name, provider] of Object.entries(declared.providers)) {
    const baseUrl = provider.baseUrl ?? DEFAULT_BASE_URLS[provider.type];
    providers[name] = { ...provider, baseUrl: baseUrl.replace(/\/+$/, '') };
  }
  const { match, ttlSeconds, classify, errorBudget, verify } = declared.cache;
  const routes = declared.routes.map(
    (route): RouteConfig => ({
      ...route,
      cache: {
        match: route.cache.match ?? match,
        ttlSeconds: route.cache.ttlSeconds ?? ttlSeconds.default,
        timeBoundTtlSeconds: route.cache.timeBoundTtlSeconds ?? ttlSeconds.timeBound,
        classify: route.cache.classify ?? classify,
        errorBudget: route.cache.errorBudget ?? errorBudget,
        verify: route.cache.verify ?? verify.mode,
      },
    }),
  );
  const keys = declared.auth.keys.map((key) => ({ ...key, hash: key.hash.toLowerCase() }));
  const workers = declared.cache.queue.workers ?? (isShared(declared.cache) ? 'separate' : 'gateway');
  const cache = { ...declared.cache, queue: { ...declared.cache.queue, workers } };
  return freeze({ ...declared, auth: { ...declared.auth, keys }, providers, routes, cache });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
