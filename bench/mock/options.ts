import type { Latency } from './random.ts';

/** Settings of a mock provider; each has a default. */
export type MockProviderOptions = {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Time to the first byte of an answer; default none. */
  readonly latency?: Latency;
  /** Pace of a stream's events, and of the whole before a JSON answer; default 0: as fast as it goes. */
  readonly tokensPerSecond?: number;
  /** Length of the derived answers in pieces; default 50, at least 3. */
  readonly answerTokens?: number;
  /** Answers by the last user message; without it they are derived from the question. */
  readonly answer?: (question: string) => string;
  /** Keys that are accepted, or `any` for any non-empty one; without it none is asked for. */
  readonly keys?: readonly string[] | 'any';
  /** How many of the latest requests `seen()` keeps; default 0. */
  readonly record?: number;
  /** Default dimensions of embeddings; default 1,536. */
  readonly dimensions?: number;
  /** What `GET /v1/models` lists. */
  readonly models?: readonly string[];
};
