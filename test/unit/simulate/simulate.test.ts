import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Findings, terminalReport } from '#simulate';
import { DAY, row, simulateParts, simulateRows } from './kit.ts';

/** The report as one line: where it wraps does not matter. */
const reportOf = (found: Findings): string => terminalReport(found).join(' ').replace(/\s+/g, ' ');

const settings = simulateParts().settingsOf('m');
const HOUR = 3_600;

describe('what the cache would have done', () => {
  test('each tier is counted apart', async () => {
    const { hits, requests } = await simulateRows([
      row('How do I reset the password of my account?', 0),
      row('How do I reset the password of my account?', 10),
      row('how do I reset the password of my account', 20),
      row('How do I reset the password of my old account?', 30),
      row('Where is the nearest office in Leeds?', 40),
    ]);
    expect(requests).toBe(5);
    expect(hits.requests).toBe(3);
    const { exact, normalised, semantic, coalesced } = hits.byTier;
    expect([exact, normalised, semantic, coalesced].map((tier) => tier.requests)).toEqual([1, 1, 1, 0]);
  });

  test('the rows may come in any order: what counts is their time', async () => {
    const rows = [0, 10, 2 * DAY].map((seconds) => row('Where is the nearest office in Leeds?', seconds));
    const sorted = await simulateRows(rows);
    expect(sorted.hits.byTier.exact.requests).toBe(1); // the third finds an expired answer
    expect((await simulateRows(rows.toReversed())).hits).toEqual(sorted.hits);
    expect(sorted.misses).toContainEqual({ reason: 'expired', requests: 1 });
  });

  test('an answer is found from when it was complete: before that an equal request shares the call', async () => {
    const slow = { duration_ms: 5_000 };
    const { hits } = await simulateRows([
      row('Where is the nearest office in Leeds?', 0, slow),
      row('Where is the nearest office in Leeds?', 3, slow),
      row('Where is the nearest office in Leeds?', 6, slow),
    ]);
    expect([hits.byTier.coalesced.requests, hits.byTier.exact.requests]).toEqual([1, 1]);
  });

  test('what failed or was cut short fills nothing', async () => {
    const { hits, log, misses } = await simulateRows([
      row('Where is the nearest office in Leeds?', 0, { answer: null, status: 500 }),
      row('Where is the nearest office in Leeds?', 10, { answer: '' }),
      row('Where is the nearest office in Leeds?', 20),
      row('Where is the nearest office in Leeds?', 30),
    ]);
    expect(hits.requests).toBe(1);
    expect(log.notStored).toEqual([
      { why: 'failed', answers: 1 },
      { why: 'empty', answers: 1 },
    ]);
    expect(misses).toContainEqual({ reason: 'not-stored', requests: 2 });
  });

  test('requests of two tenants never serve each other, and the report says what sharing would bring', async () => {
    const ask = (team: string, seconds: number) =>
      row('Where is the nearest office in Leeds?', seconds, { team });
    const { hits, repeats } = await simulateRows([ask('a', 0), ask('b', 10), ask('c', 20)]);
    expect(hits.requests).toBe(0);
    expect(repeats.sharedHits).toBe(2);
  });

  test('over its bound the cache lets entries go, and the report says so', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => row(`What is the price of item ${at % 20}?`, at * 10));
    const { hits, room, recommendations } = await simulateRows(rows, { maxEntries: 10 });
    expect(room).toMatchObject({ peakEntries: 10, maxEntries: 10 });
    expect(room.evicted).toBeGreaterThan(0);
    expect(hits.requests).toBeLessThan(20);
    expect(recommendations.map(({ setting }) => setting)).toContain('cache.maxEntries');
  });

  test('policies are named: a temperature, a client that forbids the cache', async () => {
    const warm = row('Where is the nearest office in Leeds?', 10);
    const { misses } = await simulateRows([
      row('Where is the nearest office in Leeds?', 0),
      { ...warm, request: { ...(warm.request as object), temperature: 1 } },
    ]);
    expect(misses).toContainEqual({ reason: 'policy:temperature', requests: 1 });
  });

  test('the shares of a log of another length of life are told', async () => {
    const rows = [0, 1, 30 * HOUR, 31 * HOUR].map((seconds) => row('How do I pay an invoice?', seconds));
    const { repeats } = await simulateRows(rows, { settingsOf: () => ({ ...settings, ttlSeconds: HOUR }) });
    const hits = new Map(repeats.byTtl.map((one) => [one.ttlSeconds, one.hits]));
    expect([hits.get(600), hits.get(HOUR), hits.get(DAY), hits.get(3 * DAY)]).toEqual([1, 1, 2, 3]);
    expect(repeats.distances.filter(({ count }) => count > 0)).toEqual([
      { upToSeconds: 600, count: 1 },
      { upToSeconds: HOUR, count: 1 },
      { upToSeconds: 3 * DAY, count: 1 },
    ]);
  });

  test('without times nothing expires and no call is shared, and the report says so', async () => {
    const untimed = (question: string) => {
      const { timestamp: _, ...rest } = row(question, 0, { duration_ms: 9_000 });
      return rest;
    };
    const { hits, log, caveats } = await simulateRows([
      untimed('Where is the office?'),
      untimed('Where is the office?'),
    ]);
    expect(hits.byTier.exact.requests).toBe(1);
    expect(log.from).toBeUndefined();
    expect(caveats.join(' ')).toContain('no times');
  });
});

describe('money and time', () => {
  const rows = (more: object) =>
    Array.from({ length: 100 }, (_, at) =>
      row('Where is the nearest office in Leeds?', at * 60, { ...more }),
    );

  test('what a hit saves is what its own call cost', async () => {
    const { savings } = await simulateRows(rows({ cost: 0.01, duration_ms: 2_000 }));
    expect(savings.money.spentNanos).toBe(1_000_000_000);
    expect(savings.money.savedNanos?.value).toBe(990_000_000);
    expect(savings.time.savedMs?.value).toBe(198_000);
  });

  test('tokens and the prices of the command line, where the log has no cost', async () => {
    const usage = { prompt_tokens: 1_000, completion_tokens: 100 };
    const { savings } = await simulateRows(rows({ usage }), { flags: { inputNanos: 150, outputNanos: 600 } });
    expect(savings.money.savedNanos?.value).toBe(99 * (1_000 * 150 + 100 * 600));
  });

  test('the unknown stays unknown and is no zero', async () => {
    const nothing = await simulateRows(rows({}));
    expect(nothing.savings.money).toMatchObject({ priced: 0, savedNanos: undefined, unknownHits: 99 });
    expect(reportOf(nothing)).toContain('money unknown');

    const half = await simulateRows(rows({}).map((one, at) => (at < 50 ? one : { ...one, cost: 0.01 })));
    expect(half.savings.money.savedNanos?.value).toBe(500_000_000);
    expect(half.savings.money.unknownHits).toBe(49);
    expect(reportOf(half)).toContain('49 hits of unknown cost not in it');
  });

  test('a log that is too short for an interval has none', async () => {
    const { savings } = await simulateRows(rows({ cost: 0.01 }).slice(0, 20));
    expect(savings.money.savedNanos).toBeUndefined();
  });
});

describe('the evidence', () => {
  test('is prior, and no report says that an error budget is held', async () => {
    const found = await simulateRows([
      row('How do I reset the password of my account?', 0),
      row('How do I reset the password of my old account?', 30),
    ]);
    expect(found.evidence).toBe('prior');
    expect(found.pairs.leastSure).toMatchObject([
      {
        asked: 'How do I reset the password of my old account?',
        cached: 'How do I reset the password of my account?',
      },
    ]);
    const text = reportOf(found);
    expect(text).toContain('Evidence: prior');
    expect(text.match(/budget/g)).toHaveLength(1);
    expect(text).toContain('nothing here says how many of them are wrong, or that an error budget is held');
  });

  test('pairs that a slot kept apart are shown with what differs', async () => {
    const { pairs } = await simulateRows([
      row('What does the plan cost for a team of 10 people?', 0),
      row('What does the plan cost for a team of 12 people?', 30),
    ]);
    expect(pairs.vetoed).toMatchObject([{ veto: 'number' }]);
  });
});

test('nothing of the log is left on disk, nor after it was stopped', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'reprise-test-'));
  const rows = Array.from({ length: 600 }, (_, at) => row(`What is the price of item ${at}?`, at));
  await simulateRows(rows, {}, { dir });
  expect(readdirSync(dir)).toEqual([]);
  await expect(
    simulateRows(rows, {}, { dir, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
  expect(readdirSync(dir)).toEqual([]);
});
