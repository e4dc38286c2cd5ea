import { createProvider, type Provider, type ProviderOptions, type Upstream } from '#providers';
import type { Route, Target } from '#routing';

/** Routing compares providers and names them; it sends nothing. */
const nowhere: Upstream = {
  send: () => Promise.reject(new Error('routing does not send')),
  close: () => Promise.resolve(),
};

export const provider = (name: string, options: Partial<ProviderOptions> = {}): Provider =>
  createProvider(
    {
      name,
      dialect: 'openai-chat',
      auth: 'bearer',
      baseUrl: `https://${name}.test/v1`,
      defaultHeaders: {},
      keys: [],
      timeouts: { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 600_000 },
      ...options,
    },
    nowhere,
  );

/** A route to one target at each provider. */
export const routeTo = (names: readonly string[], retries: number): Route => ({
  name: 'route',
  targets: names.map((name): Target => ({ provider: provider(name), key: undefined, model: 'm' })),
  retries,
  unsupported: 'reject',
  cache: undefined,
  version: 'v',
});
