import type { Exchange, Failure } from './connection.ts';
import { createHistogram, type Histogram, type LatencySummary, summarise } from './histogram.ts';
import { headerOf } from './response-reader.ts';

/** What a load run found, times in microseconds. */
export type LoadResult = {
  readonly seconds: number;
  /** Answers with a status below 400 per second. */
  readonly perSecond: number;
  readonly ok: number;
  readonly failed: number;
  /** Answers by status, and failures by reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Answers by what `Cache-Status` said: `hit; detail=exact`, `fwd=miss; detail=…`, or `none`. */
  readonly cache: Readonly<Record<string, number>>;
  readonly total: LatencySummary;
  /** To the first byte of the body. */
  readonly firstByte: LatencySummary;
  /** Open loop only: how late the generator itself sent; part of the two latencies above. */
  readonly lag: LatencySummary | null;
};

/** Collects exchanges while a run measures. */
export type Tally = {
  /** Counts an exchange that should have begun at `begunAt` (milliseconds of `performance.now()`). */
  readonly add: (begunAt: number, result: Exchange | Failure) => void;
  readonly result: (seconds: number) => LoadResult;
  readonly histograms: { readonly total: Histogram; readonly firstByte: Histogram; readonly lag: Histogram };
};

/** An empty tally; `open` keeps the generator's own lag. */
export function createTally(kind: 'open' | 'closed'): Tally {
  const total = createHistogram();
  const firstByte = createHistogram();
  const lag = createHistogram();
  const outcomes = new Map<string, number>();
  const cache = new Map<string, number>();
  let ok = 0;
  let failed = 0;

  return {
    histograms: { total, firstByte, lag },
    add: (begunAt, result) => {
      if ('reason' in result) {
        failed++;
        increment(outcomes, result.reason);
        return;
      }
      const { status, head } = result.response;
      increment(outcomes, String(status));
      if (status >= 400) {
        failed++;
        return;
      }
      ok++;
      increment(cache, cacheWord(head));
      total.record((result.endedAt - begunAt) * 1000);
      firstByte.record((result.firstByteAt - begunAt) * 1000);
      if (kind === 'open') lag.record((result.sentAt - begunAt) * 1000);
    },
    result: (seconds) => ({
      seconds: Math.round(seconds * 1000) / 1000,
      perSecond: Math.round((ok / seconds) * 10) / 10,
      ok,
      failed,
      outcomes: Object.fromEntries(outcomes),
      cache: Object.fromEntries(cache),
      total: summarise(total),
      firstByte: summarise(firstByte),
      lag: kind === 'open' ? summarise(lag) : null,
    }),
  };
}

/** `Cache-Status` (RFC 9211) without its cache's name and without what differs from answer to answer. */
function cacheWord(head: string): string {
  const value = headerOf(head, 'cache-status');
  if (value === undefined) return 'none';
  const kept = value.split(';').filter((part, index) => index > 0 && !/^\s*(ttl|key|fwd-status)=/.test(part));
  return kept.join(';').trim();
}

function increment(counts: Map<string, number>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
