import { createTally, type Tally } from '../load/tally.ts';
import type { Recovery, WindowFigures, WindowName } from './report.ts';

/** Sorts the answers of one load by what was going on when each was due. */
export interface Windows {
  /** For the load. */
  readonly tally: Tally;
  readonly faultBegins: () => void;
  readonly faultEnds: () => void;
  /** When these were, in milliseconds of `performance.now()`; undefined before. */
  readonly faultFrom: () => number | undefined;
  readonly faultTo: () => number | undefined;
  /** As far as it can be told now. */
  readonly recovery: () => Recovery;
  readonly figures: () => Readonly<Record<WindowName, WindowFigures>>;
}

const FIRST_MS = 2_000;
const UNAVAILABLE = 'detail=unavailable';

/** @param begin when the first counted answer is due, in milliseconds of `performance.now()` */
export function createWindows(begin: number): Windows {
  const all = createTally('open');
  const names: readonly WindowName[] = ['healthy', 'first', 'rest', 'after'];
  const tallies = new Map(names.map((name) => [name, createTally('open')]));
  const seconds: { n: number; failed: number; unavailable: number }[] = [];
  /** When those were due that were given up after the fault, in milliseconds since its end. */
  const givenUp: number[] = [];
  let faultFrom: number | undefined;
  let faultTo: number | undefined;
  let lastDueAt = begin;

  const windowOf = (dueAt: number): WindowName => {
    if (faultTo !== undefined && dueAt >= faultTo) return 'after';
    if (faultFrom === undefined || dueAt < faultFrom) return 'healthy';
    return dueAt < faultFrom + FIRST_MS ? 'first' : 'rest';
  };

  const lengthOf = (name: WindowName): number => {
    const from = faultFrom ?? lastDueAt;
    const to = faultTo ?? lastDueAt;
    const middle = Math.min(from + FIRST_MS, to);
    const ms = { healthy: from - begin, first: middle - from, rest: to - middle, after: lastDueAt - to }[
      name
    ];
    return Math.max(ms, 0) / 1000;
  };

  const countSecond = (sinceEnd: number, isFailed: boolean, isGivenUp: boolean): void => {
    const second = Math.floor(sinceEnd / 1000);
    while (seconds.length <= second) seconds.push({ n: 0, failed: 0, unavailable: 0 });
    const counts = seconds[second];
    if (!counts) return;
    counts.n++;
    if (isFailed) counts.failed++;
    if (!isGivenUp) return;
    counts.unavailable++;
    givenUp.push(sinceEnd);
  };

  const figuresOf = (name: WindowName): Omit<WindowFigures, 'addedP99Us'> => {
    const seconds = lengthOf(name);
    const result = tallies.get(name)?.result(Math.max(seconds, 0.001));
    const cache = Object.entries(result?.cache ?? {});
    const count = (is: (word: string) => boolean): number =>
      cache.reduce((sum, [word, times]) => (is(word) ? sum + times : sum), 0);
    return {
      seconds: Math.round(seconds * 10) / 10,
      n: (result?.ok ?? 0) + (result?.failed ?? 0),
      failed: result?.failed ?? 0,
      outcomes: result?.outcomes ?? {},
      p50Us: result?.total.p50 ?? 0,
      p99Us: result?.total.p99 ?? 0,
      lagP99Us: result?.lag?.p99 ?? 0,
      unavailable: count((word) => word.includes(UNAVAILABLE)),
      hits: count((word) => word.startsWith('hit')),
    };
  };

  return {
    tally: {
      ...all,
      add: (dueAt, result) => {
        lastDueAt = Math.max(lastDueAt, dueAt);
        const name = windowOf(dueAt);
        tallies.get(name)?.add(dueAt, result);
        if (name !== 'after' || faultTo === undefined) return;
        const isFailed = 'reason' in result || result.response.status >= 400;
        const isGivenUp = 'response' in result && result.response.head.includes(UNAVAILABLE);
        countSecond(dueAt - faultTo, isFailed, isGivenUp);
      },
    },
    faultBegins: () => {
      faultFrom = performance.now();
    },
    faultEnds: () => {
      faultTo = performance.now();
    },
    faultFrom: () => faultFrom,
    faultTo: () => faultTo,
    recovery: () => {
      const { n, unavailable, seconds: healthySeconds } = figuresOf('healthy');
      const allowedPerSecond = n === 0 ? 0 : Math.ceil(unavailable / Math.max(healthySeconds, 1));
      const passed = faultTo === undefined ? 0 : lastDueAt - faultTo;
      const at = recoveredAt(givenUp, passed, allowedPerSecond);
      return { seconds: at === undefined ? null : at / 1000, allowedPerSecond, bySecond: seconds };
    },
    figures: () => {
      const figures = names.map((name) => [name, figuresOf(name)] as const);
      const healthyP99 = figures[0]?.[1].p99Us ?? 0;
      const added = (p99Us: number): number => Math.round((p99Us - healthyP99) * 10) / 10;
      return Object.fromEntries(
        figures.map(([name, one]) => [name, { ...one, addedP99Us: one.n === 0 ? 0 : added(one.p99Us) }]),
      ) as Record<WindowName, WindowFigures>;
    },
  };
}

const CLEAN_SECONDS = 3;

/**
 * The first moment, in milliseconds, after which three seconds followed with no more given up in each than allowed;
 * undefined while there was none.
 * @param givenUp when each was that was given up, in milliseconds
 * @param passed milliseconds that were looked at
 */
export function recoveredAt(
  givenUp: readonly number[],
  passed: number,
  allowedPerSecond: number,
): number | undefined {
  const isClean = (from: number): boolean =>
    Array.from({ length: CLEAN_SECONDS }, (_, second) => from + second * 1000).every(
      (begin) => givenUp.filter((at) => at >= begin && at < begin + 1000).length <= allowedPerSecond,
    );
  const moments = [0, ...givenUp.map((at) => Math.ceil(at) + 1)].toSorted((one, other) => one - other);
  return moments.find((from) => from + CLEAN_SECONDS * 1000 <= passed && isClean(from));
}
