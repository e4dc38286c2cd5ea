import type { DeclaredConfig } from './schema.ts';

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

type DeclaredRoute = DeepReadonly<DeclaredConfig['routes'][number]>;

/** A provider with every setting filled in; `baseUrl` has no slash at its end. */
export type ProviderConfig = Omit<DeepReadonly<DeclaredConfig['providers'][string]>, 'baseUrl'> & {
  readonly baseUrl: string;
};
export type ProviderType = ProviderConfig['type'];
export type ProviderKeyConfig = ProviderConfig['keys'][number];
/** A static key of this gateway. `hash` is `sha256:` and 64 lower-case hexadecimal digits. */
export type AuthKeyConfig = DeepReadonly<DeclaredConfig['auth']['keys'][number]>;
type DeclaredCache = DeepReadonly<DeclaredConfig['cache']>;
/** The cache with every setting filled in. */
export type CacheConfig = Omit<DeclaredCache, 'queue'> & {
  readonly queue: Omit<DeclaredCache['queue'], 'workers'> & { readonly workers: 'gateway' | 'separate' };
};
export type CacheMatch = CacheConfig['match'];
export type VerifyMode = CacheConfig['verify']['mode'];

/** A virtual model; what its `cache` section leaves out comes from the top-level `cache`. */
export type RouteConfig = Omit<DeclaredRoute, 'cache'> & {
  readonly cache: {
    readonly match: CacheMatch;
    readonly ttlSeconds: number;
    readonly timeBoundTtlSeconds: number | null;
    readonly classify: boolean;
    readonly errorBudget: number;
    readonly verify: VerifyMode;
  };
};

/** All settings, complete and frozen. `providers` has no prototype: a name from a request can be looked up in it. */
export type Config = Omit<DeepReadonly<DeclaredConfig>, 'providers' | 'routes' | 'cache'> & {
  readonly cache: CacheConfig;
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly routes: readonly RouteConfig[];
};
