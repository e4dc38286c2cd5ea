import type { Provider, ProviderKey } from '#providers';

/** One place a request can go to. */
export interface Target {
  readonly provider: Provider;
  /** The key of ours to use; undefined passes the client's own credential on. */
  readonly key: ProviderKey | undefined;
  /** The model name the provider knows. */
  readonly model: string;
}

/** Where a model name leads: targets in order, each provider once per key. */
export interface Route {
  /** The configured virtual model, or undefined for a name that goes straight to a provider. */
  readonly name: string | undefined;
  readonly targets: readonly Target[];
  /** Attempts beyond one per target. */
  readonly retries: number;
  /** What happens to a field that a target of another dialect cannot express. */
  readonly unsupported: 'reject' | 'drop';
  readonly cache:
    | {
        readonly match: 'exact' | 'semantic' | 'off';
        readonly ttlSeconds: number;
        readonly timeBoundTtlSeconds?: number | null;
        readonly classify?: boolean;
        readonly errorBudget: number;
      }
    | undefined;
  /** Changes whenever somebody else would answer; part of every cache key. */
  readonly version: string;
}
