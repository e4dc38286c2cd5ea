import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { digest, planCache } from '#cache';
import { loadConfig } from '#config';
import { GatewayError } from '#core';
import { openaiChat } from '#providers';
import { settingsYaml } from '#simulate';
import type { Arrival } from '../../../src/simulate/arrivals/arrival.ts';
import { createSpool } from '../../../src/simulate/arrivals/spool.ts';
import { createBlocks, jackknife, studentQuantile, wilson } from '../../../src/simulate/estimate/blocks.ts';
import { timeOf } from '../../../src/simulate/log/fields.ts';
import { createCsvSplitter } from '../../../src/simulate/log/split-csv.ts';
import { createElementSplitter } from '../../../src/simulate/log/split-elements.ts';
import { createInFlight } from '../../../src/simulate/replay/in-flight.ts';
import { createTextMemo } from '../../../src/simulate/replay/text-memo.ts';
import { createColumn, createKeyTable, keyHash } from '../../../src/simulate/structure/key-table.ts';
import { createTopQuestions } from '../../../src/simulate/structure/top-questions.ts';
import { simulateParts, wordEmbedder } from './kit.ts';

describe('intervals', () => {
  test('a jackknife of equal blocks has no width; of differing ones it has, and the value lies inside', () => {
    expect(jackknife([2, 2, 2, 2], [10, 10, 10, 10])).toEqual({ value: 0.2, low: 0.2, high: 0.2 });
    const { value, low, high } = jackknife([1, 3, 2, 4, 0, 2], [10, 10, 10, 10, 10, 10]) ?? {
      value: 0,
      low: 0,
      high: 0,
    };
    expect(value).toBeCloseTo(0.2, 10);
    // Equal denominators: the jackknife is the textbook interval of a mean.
    const deviation = Math.sqrt([1, 3, 2, 4, 0, 2].reduce((sum, x) => sum + (x / 10 - 0.2) ** 2, 0) / 5 / 6);
    expect(high - value).toBeCloseTo(2.571 * deviation, 3);
    expect(value - low).toBeCloseTo(2.571 * deviation, 3);
  });

  test.each([
    [5, 2.571],
    [7, 2.365],
    [10, 2.228],
    [39, 2.023],
  ])('Student’s 97.5th percentile at %d degrees is %f (Fisher’s table)', (degrees, quantile) => {
    expect(studentQuantile(degrees)).toBeCloseTo(quantile, 2);
  });

  test('covers the truth in about 95 of 100 logs', () => {
    let state = 1;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let covered = 0;
    for (let log = 0; log < 400; log++) {
      const hits = Array.from(
        { length: 40 },
        () => Array.from({ length: 50 }, random).filter((x) => x < 0.3).length,
      );
      const { low, high } = jackknife(hits, Array<number>(40).fill(50)) ?? { low: 0, high: 0 };
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });

  test('Wilson’s interval at its ends', () => {
    expect(wilson(0, 100)).toMatchObject({ value: 0, low: 0 });
    expect(wilson(0, 100).high).toBeCloseTo(0.037, 3);
    expect(wilson(100, 100).high).toBe(1);
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
  });

  test('blocks have equal shares of the log, and a short log has no interval', () => {
    const blocks = createBlocks(400);
    for (let at = 0; at < 400; at++) blocks.add(at, 'n', 1);
    expect(blocks.each('n')).toEqual(Array<number>(40).fill(10));
    const short = createBlocks(79);
    short.add(0, 'n', 1);
    expect(short.ratio('n', 'n')).toBeUndefined();
  });
});

describe('tables of keys', () => {
  test('number keys in the order in which they come, as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 3_000 }), (values) => {
        const table = createKeyTable();
        const known = new Map<number, number>();
        for (const value of values) {
          const key = keyHash(digest([String(value)]));
          expect(table.find(key)).toBe(known.get(value));
          if (!known.has(value)) known.set(value, known.size);
          expect(table.place(key)).toBe(known.get(value));
        }
        expect(table.size()).toBe(known.size);
      }),
      { numRuns: 20 },
    );
  });

  test('keep twenty thousand digests apart', () => {
    const table = createKeyTable();
    for (let at = 0; at < 20_000; at++) table.place(keyHash(digest([String(at)])));
    expect(table.size()).toBe(20_000);
  });

  test('a full table refuses new keys, knows the old ones and counts what it refused', () => {
    const table = createKeyTable(2);
    expect([table.place(11), table.place(22), table.place(33), table.place(22)]).toEqual([
      0,
      1,
      undefined,
      1,
    ]);
    expect([table.size(), table.refused()]).toEqual([2, 1]);
  });

  test('a column is 0 where nothing was set, however far it grew', () => {
    const column = createColumn(Uint32Array);
    column.set(5_000, 7);
    expect([column.get(5_000), column.get(4_999), column.get(1e6), column.add(5_000, 2)]).toEqual([
      7, 0, 0, 9,
    ]);
  });
});

test('the most repeated questions are exact, also where many come once before', () => {
  const top = createTopQuestions();
  for (let at = 0; at < 5_000; at++) {
    top.add(`Once ${at}?`);
    top.add(`Often, of ${at % 100}?`);
    if (at % 50 === 0) top.add('  THE most often one ');
    if (at % 25 === 0) top.add('the most often one?');
  }
  expect(top.top(1)).toEqual([{ text: expect.stringMatching(/most often/i), asked: 300 }]);
  expect(top.top(5)[4]?.asked).toBe(50);
  expect(top.distinct()).toBe(5_000 + 100 + 1);
});

test('calls in flight end in the order of their ends, and a newer call of a key is the one found', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 60 }), (ends) => {
      const flights = createInFlight<number>(1_000);
      ends.forEach((until, at) => {
        flights.add(`k${at % 7}`, { until, what: at });
      });
      const before = flights.over(50).map(({ until }) => until);
      expect(before).toEqual(ends.filter((until) => until <= 50).sort((a, b) => a - b));
      expect(flights.size()).toBe(ends.filter((until) => until > 50).length);
      expect(flights.over(1_000)).toHaveLength(flights.size() === 0 ? ends.length - before.length : 0);
    }),
  );
  const bounded = createInFlight<string>(2);
  for (const at of [3, 1, 2]) bounded.add(`k${at}`, { until: at * 100, what: `w${at}` });
  expect(bounded.over(0).map(({ what }) => what)).toEqual(['w1']);
  expect(bounded.find('k1')).toBeUndefined();
  expect(bounded.find('k3')?.what).toBe('w3');
});

const SETTINGS = simulateParts().settingsOf('m');
const PLAN = planCache(
  openaiChat.decodeRequest({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
  SETTINGS,
  {
    cacheControl: undefined,
    ttl: undefined,
    scope: undefined,
    tags: undefined,
  },
);

describe('the spool', () => {
  const arrival = (line: number, time: number): Arrival => ({
    line,
    time,
    durationMs: undefined,
    model: 'm',
    tenant: 't',
    keys: undefined,
    question: `q ${line}\n"ü"`,
    plan: PLAN,
    answer: { refused: undefined, text: undefined, embedded: undefined, bytes: 0 },
    costNanos: undefined,
    costSource: 'unknown',
    tokens: undefined,
    template: 0,
    hasHistory: false,
  });

  test('gives back what came in the order of time, equal times in the order of the log, as often as asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (times) => {
        const spool = await createSpool({ runChars: 1_000 }); // many small runs
        for (const [line, time] of times.entries()) await spool.add(arrival(line, time));
        const sorted = times
          .map((time, line) => ({ time, line }))
          .sort((a, b) => a.time - b.time || a.line - b.line);
        for (let reading = 0; reading < 2; reading++) {
          const read: Arrival[] = [];
          for await (const one of spool.read()) read.push(one);
          expect(read.map(({ time, line }) => ({ time, line }))).toEqual(sorted);
        }
        await spool.close();
      }),
      { numRuns: 25 },
    );
  });
});

describe('cutting rows out of text', () => {
  const inPieces = (text: string, cuts: readonly number[]): readonly string[] => {
    const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
    return at.slice(1).map((end, nth) => text.slice(at[nth], end));
  };

  test('a JSON list gives its elements wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { minLength: 1 }),
        fc.array(fc.nat()),
        fc.boolean(),
        (values, cuts, pretty) => {
          const text = JSON.stringify(values, null, pretty ? 2 : 0);
          const splitter = createElementSplitter(1_000_000);
          const found = [...inPieces(text, cuts).flatMap((piece) => splitter.push(piece)), ...splitter.end()];
          expect(found.map((element) => JSON.parse(element.text ?? ''))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test('CSV gives its cells wherever it is cut', () => {
    const cell = fc.stringMatching(/^[ab",;\n ]{0,6}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1 }),
        fc.array(fc.nat()),
        (rows, cuts) => {
          const text = rows
            .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
            .join('\r\n');
          const splitter = createCsvSplitter(',', 1_000_000);
          const found = [...inPieces(text, cuts).flatMap((piece) => splitter.push(piece)), ...splitter.end()];
          expect(found.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
    );
  });
});

test.each([
  ['2026-10-05T09:00:00Z', Date.UTC(2026, 9, 5, 9)],
  ['2026-10-05 09:00:00.123456', Date.UTC(2026, 9, 5, 9, 0, 0, 123)],
  ['2026-10-05 09:00:00+02:00', Date.UTC(2026, 9, 5, 7)],
  ['2026-10-05', Date.UTC(2026, 9, 5)],
  [1_791_190_800, Date.UTC(2026, 9, 5, 9)],
  ['1791190800', Date.UTC(2026, 9, 5, 9)],
  [1_791_190_800_000, Date.UTC(2026, 9, 5, 9)],
  [1_791_190_800_000_000, Date.UTC(2026, 9, 5, 9)],
  ['yesterday', undefined],
  [12, undefined],
  [null, undefined],
])('the time %s is read', (value, ms) => expect(timeOf(value)).toBe(ms));

test('recommended settings are a configuration that the gateway takes', () => {
  const yaml = settingsYaml([
    { setting: 'cache.mode', value: 'shadow', reason: 'Begin here: nothing is served.' },
    { setting: undefined, value: undefined, reason: 'Something for the application.' },
    { setting: 'cache.ttlSeconds.default', value: 604_800, reason: 'Answers live longer.' },
    { setting: 'cache.maxEntries', value: 200_000, reason: 'There was no room.' },
  ]);
  expect(parse(yaml)).toEqual({
    cache: { mode: 'shadow', maxEntries: 200_000, ttlSeconds: { default: 604_800 } },
  });
  const names = Object.entries({
    REPRISE_CACHE__MODE: 'shadow',
    REPRISE_CACHE__MAX_ENTRIES: '200000',
    REPRISE_CACHE__TTL_SECONDS__DEFAULT: '604800',
  });
  const { config } = loadConfig({ env: Object.fromEntries(names), cwd: '/', overrides: {} });
  expect(config.cache).toMatchObject(parse(yaml).cache);
});

test('reading a stream takes one piece at a time', async () => {
  const { rawRows } = await import('../../../src/simulate/log/raw-rows.ts');
  let asked = 0;
  const pieces = Readable.from(
    (function* () {
      for (; asked < 1_000; asked++) yield `${JSON.stringify({ question: 'x'.repeat(10_000) })}\n`;
    })(),
    { highWaterMark: 1 },
  );
  for await (const _ of rawRows(pieces)) break;
  expect(asked).toBeLessThan(100);
});

describe('texts that are embedded', () => {
  const failing = (times: number, retryable: boolean) => {
    let calls = 0;
    const embedder = {
      ...wordEmbedder,
      embed: async (texts: readonly string[]) => {
        calls++;
        if (calls <= times)
          throw new GatewayError({
            code: 'embedder-unavailable',
            status: 503,
            retryable,
            publicMessage: 'Away.',
          });
        return wordEmbedder.embed(texts, new AbortController().signal);
      },
    };
    return { memo: createTextMemo(embedder, 1), calls: () => calls };
  };
  const signal = new AbortController().signal;

  test('are embedded once, also where they were told of before', async () => {
    const { memo, calls } = failing(0, true);
    memo.warm('a text');
    expect(await memo.embed(['a text', 'a text'], signal)).toHaveLength(2);
    expect([calls(), memo.embedded()]).toEqual([1, 1]);
  });

  test('a model that is away for a moment is waited for', async () => {
    const { memo, calls } = failing(3, true);
    expect(await memo.embed(['a text'], signal)).toHaveLength(1);
    expect(calls()).toBe(4);
  });

  test('one that is away for good, or refuses, ends it', async () => {
    await expect(failing(9, true).memo.embed(['a text'], signal)).rejects.toThrow('Away');
    const { memo, calls } = failing(9, false);
    await expect(memo.embed(['a text'], signal)).rejects.toThrow('Away');
    expect(calls()).toBe(1);
  });
});
