import { type DialectId, GatewayError } from '#core';
import type { Provider } from '#providers';
import type { Route, Target } from './route.ts';

export interface RouteSettings {
  readonly model: string;
  readonly targets: readonly { readonly provider: string; readonly model: string }[];
  readonly retries: number;
  readonly unsupported: 'reject' | 'drop';
  readonly cache: {
    readonly match: 'exact' | 'semantic' | 'off';
    readonly ttlSeconds: number;
    readonly timeBoundTtlSeconds?: number | null;
    readonly classify?: boolean;
    readonly errorBudget: number;
  };
}

export interface RouterOptions {
  /** In the order of configuration: the first that speaks a dialect is its native one. */
  readonly providers: readonly Provider[];
  readonly routes: readonly RouteSettings[];
  /** Retries of a name that is no configured route. */
  readonly retries: number;
}

export interface Router {
  /** Virtual models, in the order of configuration. */
  readonly routes: readonly Route[];
  /**
   * A name is a route, else `provider/model`, else it goes to the provider that speaks the dialect, whose own 404
   * comes back as it is. Its targets may speak other dialects.
   * @throws GatewayError `unknown-provider`
   */
  readonly resolve: (model: string, dialect: DialectId) => Route;
  /** Where a request that names no model goes: the provider that natively speaks the dialect. */
  readonly nativeRoute: (dialect: DialectId) => Route;
}

export function createRouter(options: RouterOptions): Router {
  const byName = new Map(options.providers.map((provider) => [provider.name, provider]));
  const native = new Map<DialectId, Provider>();
  for (const provider of options.providers) {
    if (!native.has(provider.dialect)) native.set(provider.dialect, provider);
  }
  const routes = new Map(options.routes.map((settings) => [settings.model, configured(settings, byName)]));

  const nativeOf = (dialect: DialectId): Provider => {
    const provider = native.get(dialect);
    if (!provider) throw unknownProvider(dialect, [...byName.keys()]);
    return provider;
  };

  const direct = (provider: Provider, model: string): Route => ({
    name: undefined,
    targets: targetsOf(provider, model),
    retries: options.retries,
    unsupported: 'reject',
    cache: undefined,
    version: `${provider.version} ${model}`,
  });

  const find = (model: string, dialect: DialectId): Route => {
    const route = routes.get(model);
    if (route) return route;
    const slash = model.indexOf('/');
    if (slash < 0) return direct(nativeOf(dialect), model);
    const provider = byName.get(model.slice(0, slash));
    if (!provider) throw unknownProvider(model.slice(0, slash), [...byName.keys()]);
    return direct(provider, model.slice(slash + 1));
  };

  return {
    routes: [...routes.values()],
    nativeRoute: (dialect) => direct(nativeOf(dialect), ''),
    resolve: find,
  };
}

function configured(settings: RouteSettings, providers: ReadonlyMap<string, Provider>): Route {
  const targets = settings.targets.flatMap(({ provider: name, model }) => {
    const provider = providers.get(name);
    if (!provider) throw new TypeError(`route ${settings.model} names the unknown provider ${name}`);
    return targetsOf(provider, model);
  });
  return {
    name: settings.model,
    targets,
    retries: settings.retries,
    unsupported: settings.unsupported,
    cache: settings.cache,
    version: JSON.stringify(targets.map(({ provider, model }) => [provider.version, model])),
  };
}

/** A provider without keys of ours is one target: the client's credential goes along. */
function targetsOf(provider: Provider, model: string): readonly Target[] {
  if (provider.keys.length === 0) return [{ provider, key: undefined, model }];
  return provider.keys.map((key) => ({ provider, key, model }));
}

function unknownProvider(name: string, known: readonly string[]): GatewayError {
  return new GatewayError({
    code: 'unknown-provider',
    status: 404,
    param: 'model',
    publicMessage: `There is no provider \`${name}\` here. Configured: ${known.join(', ')}. A model is \`provider/model\`, a route's name, or a name its provider knows.`,
  });
}
