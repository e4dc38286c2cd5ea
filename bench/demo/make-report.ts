import { PRICES } from '#governance';
import { MODELS } from './clients.ts';
import type { Driven, Result } from './drive.ts';
import { pickExamples } from './examples.ts';
import type { DemoGateway } from './gateway-process.ts';
import type { Totals } from './metrics.ts';
import type { NearestOf } from './nearest.ts';
import { countResults, type DemoReport, type PriceUsed } from './report.ts';
import { type StandIn, tokensOf } from './stand-in.ts';

/** All that the demo knows at the end. */
interface Evidence {
  readonly driven: Driven;
  readonly nearestOf: NearestOf;
  readonly totals: Totals;
  readonly gateway: DemoGateway;
  readonly standIn: StandIn;
  readonly seed: number;
  readonly concurrency: number;
  readonly seconds: number;
}

export function makeReport(evidence: Evidence): DemoReport {
  const { driven, nearestOf, totals, gateway, standIn, seed, concurrency, seconds } = evidence;
  const { results, failures } = driven;
  const calls = standIn.requests();
  const similarityOf = (result: Result): number | undefined => nearestOf(result)?.similarity;
  return {
    date: new Date().toISOString(),
    seed,
    concurrency,
    seconds: Math.round(seconds * 10) / 10,
    gateway: { url: gateway.url, pid: gateway.pid },
    bound: process.env.REPRISE_CACHE__BOUND,
    provider: { url: standIn.url, calls, pace: standIn.pace },
    ...countResults(results, failures, similarityOf),
    inventedShare: inventedShare(results, standIn),
    savings: {
      tokens: totals.tokensSaved,
      dollars: results.reduce(
        (sum, { outcome }) => sum + (outcome.type === 'hit' ? (outcome.saved ?? 0) : 0),
        0,
      ),
      metered: totals.dollarsSaved,
      spent: totals.dollarsSpent,
      prices: Object.values(MODELS).flatMap(priceUsed),
    },
    examples: pickExamples(results, nearestOf),
    sample: sampleOf(results),
  };
}

/** A question for OpenAI's API that hit, by meaning if there is one: asked again, it hits again. */
function sampleOf(results: readonly Result[]): DemoReport['sample'] {
  const ours = results.filter(({ request, right }) => request.app.api === 'openai' && right);
  const { request } =
    ours.find(({ outcome, request }) => isSemantic(outcome) && request.variant === 'another opening') ??
    ours.find(({ outcome }) => isSemantic(outcome)) ??
    ours[0] ??
    {};
  return { system: request?.app.system ?? '', question: request?.text ?? '' };
}

const isSemantic = (outcome: Result['outcome']): boolean =>
  outcome.type === 'hit' && outcome.tier === 'semantic';

function inventedShare(results: readonly Result[], standIn: StandIn): number | undefined {
  const misses = results.filter(({ outcome }) => outcome.type === 'provider');
  if (misses.length === 0) return undefined;
  const tokens = misses.reduce((sum, { served }) => sum + tokensOf(served), 0);
  const waited = misses.reduce((sum, { ms }) => sum + ms, 0);
  return Math.min(1, standIn.inventedMs(misses.length, tokens) / waited);
}

function priceUsed(model: string): readonly PriceUsed[] {
  const row = PRICES.find((one) => one.model === model);
  if (row === undefined) return [];
  // Whole nano-dollars a token are thousandths of a dollar per million tokens.
  const { input, output } = row.price;
  return [{ model, input: input / 1000, output: output / 1000, source: row.source, checked: row.checked }];
}
