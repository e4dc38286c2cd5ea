import type { Provider } from '#providers';
import type { Target } from '#routing';

/** A provider that is asked for nothing: routing only compares and names it. */
export const provider = (name: string, fields: Partial<Provider> = {}): Provider => ({
  name,
  dialect: 'openai-chat',
  version: `${name} https://${name}.test/v1`,
  keys: [],
  canAddStreamUsage: true,
  timeouts: { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 600_000 },
  send: () => Promise.reject(new Error('routing does not send')),
  close: () => Promise.resolve(),
  ...fields,
});

export const targets = (...names: readonly string[]): readonly Target[] =>
  names.map((name) => ({ provider: provider(name), key: undefined, model: 'm' }));
