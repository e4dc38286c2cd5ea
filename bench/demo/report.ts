import type { Failure, Result } from './drive.ts';
import type { Example } from './examples.ts';
import type { InventedPace } from './stand-in.ts';
import { REWORDINGS } from './traffic/rewordings.ts';
import type { Kind } from './traffic/traffic.ts';

/** What the demo found, as `--json` prints it. Shares are 0…1, times milliseconds, money dollars. */
export interface DemoReport {
  readonly date: string;
  readonly seed: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly gateway: { readonly url: string; readonly pid: number };
  /** The cosine from which on a cached answer is served, where one is set instead of an error budget. */
  readonly bound: string | undefined;
  readonly provider: {
    readonly url: string;
    /** Calls that reached it, by its own count. */
    readonly calls: number;
    readonly pace: InventedPace;
  };
  readonly requests: number;
  readonly failures: readonly { readonly question: string; readonly error: string }[];
  readonly hits: Readonly<Record<string, number>>;
  /** Requests that shared the call of an equal one. */
  readonly joined: number;
  /** Requests that were sent on, by the reason that the gateway gave. */
  readonly misses: Readonly<Record<string, number>>;
  readonly kinds: readonly KindFigures[];
  /** The reworded ones by what was changed. */
  readonly rewordings: readonly VariantFigures[];
  readonly wrong: {
    readonly hits: number;
    readonly lookalikesSent: number;
    readonly lookalikesServed: number;
  };
  readonly latency: Readonly<Record<string, LatencyFigures>>;
  /** Share of the misses' time that the stand-in invented. */
  readonly inventedShare: number | undefined;
  readonly savings: Savings;
  readonly examples: readonly Example[];
  /** A request that hits by meaning, to try by hand. */
  readonly sample: { readonly system: string; readonly question: string };
}

export interface Fates {
  readonly sent: number;
  readonly right: number;
  readonly wrong: number;
  readonly joined: number;
  readonly provider: number;
  /** Median cosine to the nearest cached question, of those that had one. */
  readonly nearest: number | undefined;
}

export interface KindFigures extends Fates {
  readonly kind: Kind;
}

export interface VariantFigures extends Fates {
  readonly variant: string;
}

export interface LatencyFigures {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Savings {
  readonly tokens: number;
  /** Sum of `x-reprise-saved`. */
  readonly dollars: number;
  /** The same by the gateway's metrics. */
  readonly metered: number;
  /** What the calls that were made cost, by the gateway's own count. */
  readonly spent: number;
  readonly prices: readonly PriceUsed[];
}

export interface PriceUsed {
  readonly model: string;
  /** Dollars per million tokens. */
  readonly input: number;
  readonly output: number;
  readonly source: string;
  readonly checked: string;
}

const KINDS: readonly Kind[] = ['new', 'at once', 'repeat', 'reworded', 'paraphrase', 'look-alike'];

/** Everything of a report that can be counted from the results alone. */
export function countResults(
  results: readonly Result[],
  failures: readonly Failure[],
  similarityOf: (result: Result) => number | undefined,
) {
  const hits = results.filter(isHit);
  const of = (type: string) => results.filter(({ outcome }) => outcome.type === type);
  const ofKind = (kind: Kind) => results.filter(({ request }) => request.kind === kind);
  const lookalikes = ofKind('look-alike');
  return {
    requests: results.length + failures.length,
    failures: failures.map(({ request, error }) => ({ question: request.text, error })),
    hits: { exact: 0, normalised: 0, semantic: 0, ...counts(hits, tierOf) },
    joined: of('joined').length,
    misses: counts(of('provider'), ({ outcome }) => (outcome.type === 'provider' ? outcome.reason : '')),
    kinds: KINDS.map((kind) => ({ kind, ...fatesOf(ofKind(kind), similarityOf) })).filter(
      ({ sent }) => sent > 0,
    ),
    rewordings: REWORDINGS.map(({ rule: variant }) => {
      const group = ofKind('reworded').filter(({ request }) => request.variant === variant);
      return { variant, ...fatesOf(group, similarityOf) };
    }).filter(({ sent }) => sent > 0),
    wrong: {
      hits: hits.filter(({ right }) => !right).length,
      lookalikesSent: lookalikes.length,
      lookalikesServed: lookalikes.filter(isHit).length,
    },
    latency: {
      exact: latencyOf(hits.filter((result) => tierOf(result) === 'exact')),
      normalised: latencyOf(hits.filter((result) => tierOf(result) === 'normalised')),
      semantic: latencyOf(hits.filter((result) => tierOf(result) === 'semantic')),
      provider: latencyOf(of('provider')),
    },
  };
}

function fatesOf(results: readonly Result[], similarityOf: (result: Result) => number | undefined): Fates {
  const hits = results.filter(isHit);
  const similarities = results.map(similarityOf).filter((similarity) => similarity !== undefined);
  return {
    sent: results.length,
    right: hits.filter(({ right }) => right).length,
    wrong: hits.filter(({ right }) => !right).length,
    joined: results.filter(({ outcome }) => outcome.type === 'joined').length,
    provider: results.filter(({ outcome }) => outcome.type === 'provider').length,
    nearest: quantile(similarities, 0.5),
  };
}

const isHit = ({ outcome }: Result): boolean => outcome.type === 'hit';

const tierOf = ({ outcome }: Result): string => (outcome.type === 'hit' ? outcome.tier : '');

function counts(results: readonly Result[], nameOf: (result: Result) => string): Record<string, number> {
  const groups = [...Map.groupBy(results, nameOf)].map(([name, group]) => [name, group.length] as const);
  return Object.fromEntries(groups.sort(([, one], [, other]) => other - one));
}

function latencyOf(results: readonly Result[]): LatencyFigures {
  const times = results.map(({ ms }) => ms);
  return { n: times.length, p50: quantile(times, 0.5) ?? 0, p99: quantile(times, 0.99) ?? 0 };
}

/** Nearest rank; undefined of nothing. */
function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}
