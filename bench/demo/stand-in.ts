import { createMockProvider, type Latency, type MockProvider } from '#bench';
import { latencySource } from '../mock/random.ts';
import { MODELS } from './clients.ts';

/** The latency that the stand-in invents. */
export interface InventedPace {
  readonly firstToken: { readonly medianMs: number; readonly p99Ms: number };
  readonly tokensPerSecond: number;
  /** All of it is divided by this. */
  readonly speed: number;
}

/** The mock provider with the true answers in its head. */
export interface StandIn extends MockProvider {
  readonly pace: InventedPace;
  /** Invented milliseconds in `calls` answers of `tokens` tokens together. */
  readonly inventedMs: (calls: number, tokens: number) => number;
}

const FIRST_TOKEN = { medianMs: 350, p99Ms: 1500 };
const TOKENS_PER_SECOND = 120;
/** The standard normal's 99th percentile. */
const P99_SIGMAS = 2.326;
const SEED = 7;

/** Starts the stand-in: it gives the true answer to every question of the sets and owns up to knowing no other. */
export async function startStandIn(truths: ReadonlyMap<string, string>, speed: number): Promise<StandIn> {
  const latency: Latency = {
    kind: 'lognormal',
    medianMs: FIRST_TOKEN.medianMs / speed,
    sigma: Math.log(FIRST_TOKEN.p99Ms / FIRST_TOKEN.medianMs) / P99_SIGMAS,
    seed: SEED,
  };
  const mock = await createMockProvider({
    latency,
    tokensPerSecond: TOKENS_PER_SECOND * speed,
    models: Object.values(MODELS),
    answer: (question) =>
      truths.get(question) ??
      `This stand-in for a provider knows no answer to “${question}”. It knows the questions of bench/traffic only.`,
  });
  return {
    ...mock,
    pace: { firstToken: FIRST_TOKEN, tokensPerSecond: TOKENS_PER_SECOND, speed },
    inventedMs: (calls, tokens) => {
      // The mock draws once per call: as many draws of the same seed have the same sum.
      const draw = latencySource(latency);
      const first = Array.from({ length: calls }, draw).reduce((sum, ms) => sum + ms, 0);
      return first + (tokens * 1000) / (TOKENS_PER_SECOND * speed);
    },
  };
}

/** Tokens of an answer as the mock counts and paces them: one per word. */
export function tokensOf(answer: string): number {
  return answer.match(/\S+/g)?.length ?? 0;
}
