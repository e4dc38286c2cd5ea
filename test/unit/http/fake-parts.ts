import { systemClock } from '#core';
import { createKeyring } from '#governance';
import type { HttpParts } from '#http';
import { anthropicMessages, openaiChat } from '#providers';

const unexpected = (): never => {
  throw new Error('this test asks nobody');
};

/** The HTTP surface over nothing: a test gives what it asks for. */
export const fakeParts = (given: Partial<HttpParts> = {}): HttpParts => ({
  answerChat: unexpected,
  forward: unexpected,
  routeNames: [],
  keyring: createKeyring([], new Uint8Array(32)),
  dialects: { openai: openaiChat, anthropic: anthropicMessages },
  clock: systemClock,
  metrics: { request: () => {}, render: unexpected },
  readiness: () => ({ status: 'ok', parts: {} }),
  log: { debug: () => {}, warn: () => {} },
  bodyLimitBytes: 1024 * 1024,
  requestTimeoutMs: 120_000,
  keylessHost: undefined,
  ...given,
});
