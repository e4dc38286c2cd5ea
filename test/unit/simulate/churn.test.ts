import { describe, expect, test } from 'vitest';
import { changingPlaces, commonPieces } from '../../../src/simulate/churn/align.ts';
import { mainPlaces } from '../../../src/simulate/churn/find-churn.ts';
import { looksLike } from '../../../src/simulate/churn/looks-like.ts';
import { createTemplates } from '../../../src/simulate/churn/templates.ts';
import { row, simulateRows } from './kit.ts';

const QUESTIONS = ['Where is the nearest office?', 'How do I pay an invoice?', 'What does the plan cost?'];
const SYLLABLES = ['Ma', 'Le', 'Pe', 'Ai', 'Fa', 'So', 'Iv', 'Ru', 'Ne', 'Ta', 'Ko'];
/** A name that hardly anybody else has. */
const nameOf = (at: number): string =>
  `${SYLLABLES[at % 11]}${(SYLLABLES[(at * 3 + (at % 7)) % 11] ?? '').toLowerCase()}${'nstowk'[at % 6]} ${SYLLABLES[(at * 7) % 11]}${'aeiou'[Math.floor(at / 6) % 5]}${'nstowk'[(at * 5) % 6]}${'aeiou'[at % 5]}`;
const INTRO =
  'You are the assistant of a shop. Answer briefly and politely, in the language of the customer.';
const OUTRO = 'Never promise a refund. If you do not know something, say so.';

/** A log of 60 requests over a day, with a system prompt made by `prompt`. */
const log = (prompt: (at: number, time: Date) => string) =>
  simulateRows(
    Array.from({ length: 60 }, (_, at) => {
      const time = new Date(Date.UTC(2026, 9, 1) + at * 1_440_000);
      return row(QUESTIONS[at % 3] ?? '', at * 1_440, { system: prompt(at, time) });
    }),
  );

const uuid = (at: number): string =>
  `${(at * 7919).toString(16).padStart(8, '0')}-1111-4222-8333-${String(at).padStart(12, '0')}`;

describe('[C32] a system prompt that changes with every request', () => {
  test.each<[string, string, (at: number, time: Date) => string]>([
    ['clock', 'clock', (_, time) => `${INTRO} The time is ${time.toISOString().slice(11, 19)}. ${OUTRO}`],
    ['date and clock', 'date and clock', (_, time) => `${INTRO} Now: ${time.toISOString()} ${OUTRO}`],
    [
      'clock glued to its label',
      'clock',
      (_, time) => `${INTRO} <now>${Math.round(time.getTime() / 1000)}</now> ${OUTRO}`,
    ],
    ['uuid', 'uuid', (at) => `${INTRO} Session: ${uuid(at)}\n${OUTRO}`],
    ['number', 'number', (at) => `${INTRO} You have answered ${1_000 + at * 37} requests. ${OUTRO}`],
    ['user’s name', 'name', (at) => `${INTRO} You talk to ${nameOf(at)}. ${OUTRO}`],
  ])('is found where it changes, for a %s', async (_name, kind, prompt) => {
    const { churn, misses } = await log(prompt);
    expect(churn).toHaveLength(1);
    const [
      { places, hits, partitions, withOneRequest } = {
        places: [],
        hits: 0,
        partitions: 0,
        withOneRequest: 0,
      },
    ] = churn;
    expect(withOneRequest / partitions).toBeGreaterThan(0.5);
    const [place] = places;
    expect(place?.kind).toBe(kind);
    // The characters that are named are those that change.
    const samples = [0, 1, 2].map((at) => prompt(at, new Date(Date.UTC(2026, 9, 1) + at * 1_440_000)));
    const first = samples[0] ?? '';
    const [from, to] = [(place?.from ?? 0) - 1, place?.to ?? 0];
    expect(first.slice(0, from)).toBe((samples[1] ?? '').slice(0, from));
    expect(first.slice(to - 1)).not.toBe('');
    expect(new RegExp(place?.pattern ?? '$^').test(first)).toBe(true);
    // Three questions, each asked twenty times within a day: 57 of them would be hits. The first eight requests are
    // what is learnt from.
    expect(hits).toBeGreaterThanOrEqual(45);
    expect(hits).toBeLessThanOrEqual(57);
    expect(misses.find(({ reason }) => reason === 'churn')?.requests).toBe(hits);
  });

  test('a date that changes once a day is no churn: its partitions have many requests', async () => {
    const { churn } = await log((at) => `${INTRO} Today is 2026-10-0${1 + Math.floor(at / 30)}. ${OUTRO}`);
    expect(churn).toEqual([]);
  });

  test('stable traffic has none', async () => {
    const { churn, misses, hits } = await log(() => `${INTRO} ${OUTRO}`);
    expect(churn).toEqual([]);
    expect(misses.map(({ reason }) => reason)).not.toContain('churn');
    expect(hits.requests).toBe(57);
  });

  test('two stable applications with alike prompts are no churn', async () => {
    const { churn } = await log(
      (at) => `${INTRO} You work for the ${at % 2 === 0 ? 'billing' : 'sales'} team. ${OUTRO}`,
    );
    expect(churn).toEqual([]);
  });

  test('conversations are no churn: later turns differ by nature', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => {
      const request = {
        model: 'm',
        messages: [
          { role: 'system', content: INTRO },
          { role: 'user', content: `I ordered item ${at}.` },
          { role: 'assistant', content: `Item ${at} is on its way.` },
          { role: 'user', content: 'When does it come?' },
        ],
      };
      return { ...row('', at), request };
    });
    expect((await simulateRows(rows)).churn).toEqual([]);
  });

  test('what the rule would bring is what the log has without the place that changes, but for what is learnt from', async () => {
    const churning = await log((at) => `${INTRO} Session: ${uuid(at)}\n${OUTRO}`);
    const stable = await log(() => `${INTRO} Session:\n${OUTRO}`);
    const more = churning.churn[0]?.hits ?? 0;
    expect(churning.hits.requests + more).toBeLessThanOrEqual(stable.hits.requests);
    expect(churning.hits.requests + more).toBeGreaterThanOrEqual(stable.hits.requests - 8 - 3);
  });

  test('what differs from tenant to tenant and comes again is not taken for what changes: such hits are none', async () => {
    const shops = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Vandelay'];
    const { churn } = await log(
      (at) => `${INTRO} The shop is ${shops[at % 6]}. Session: ${uuid(at)}\n${OUTRO}`,
    );
    // Each question comes ten times in each of two shops.
    expect(churn[0]?.hits).toBeLessThanOrEqual(54);
    expect(churn[0]?.hits).toBeGreaterThanOrEqual(30);
    expect(mainPlaces(churn[0] ?? { places: [] }).map(({ kind }) => kind)).toEqual(['uuid']);
  });
});

describe('changing places', () => {
  test('several places are told apart, and what is glued together by a year is one', () => {
    const texts = ['1 May 2026 09:10', '2 May 2026 11:20', '13 June 2026 23:59'].map(
      (date, at) =>
        `Today is ${date}. You help ${['Maria Lopez', 'Peter Braun', 'Aiko Tanaka'][at]} with the order. Be kind to everybody who asks.`,
    );
    const places = changingPlaces(texts);
    expect(places.map(({ values }) => values[0])).toEqual(['1 May 2026 09:10.', 'Maria Lopez']);
    const [date, name] = places;
    expect([date?.after, name?.before]).toEqual([' You help ', ' You help ']);
    expect(texts[0]?.slice((date?.from ?? 0) - 1, date?.to)).toBe('1 May 2026 09:10.');
  });

  test('equal texts have none', () => {
    expect(changingPlaces(['a b c', 'a b c', 'a b c'])).toEqual([]);
  });

  test('a word that only one text has is a place, empty in the others', () => {
    expect(changingPlaces(['say hello to all of them', 'say a hello to all of them'])).toMatchObject([
      { values: ['', 'a'] },
    ]);
  });

  test('the common pieces are a longest common subsequence', () => {
    const [one, other] = ['abcxdefyg', 'abzcdeefg'].map((word) => [...word]);
    const pairs = commonPieces(one ?? [], other ?? []);
    expect(pairs.map(([at]) => one?.[at]).join('')).toBe('abcdefg');
    expect(pairs.every(([a, b]) => one?.[a] === other?.[b])).toBe(true);
  });
});

test.each([
  ['2026-11-21', 'date'],
  ['Saturday, 21 November 2026', 'date'],
  ['Nov 21, 2026', 'date'],
  ['2026-11-21T06:09:33Z', 'date and clock'],
  ['21/11/2026 at 6:09 pm', 'date and clock'],
  ['06:09', 'clock'],
  ['1795241373', 'clock'],
  ['1795241373123', 'clock'],
  ['123e4567-e89b-12d3-a456-426614174000', 'uuid'],
  ['1,234.50', 'number'],
  ['req_8fj3kd02', 'id'],
  ['Aiko Tanaka', 'name'],
  ['a longer piece of text that nobody could call anything', 'text'],
])('%s looks like a %s', (value, kind) => {
  expect(looksLike([value, `${value}`], '')).toBe(kind);
});

test('what stands before digits says what they are', () => {
  expect(looksLike(['07', '12', '55'], 'The current time is 14:')).toBe('clock');
  expect(looksLike(['07', '12', '55'], 'You have so many points: ')).toBe('number');
});

test('patterns are bounded, however many prompts there are', () => {
  const templates = createTemplates();
  const words = (at: number) => Array.from({ length: 20 }, (_, nth) => `word${at}x${nth}`).join(' ');
  const ids = Array.from({ length: 500 }, (_, at) => templates.match(words(at)).id);
  expect(Math.max(...ids)).toBe(64);
  expect(templates.all()).toHaveLength(64);
  for (let at = 0; at < 200; at++) templates.match(`${words(0)} and ${at}`);
  expect(templates.all()[0]?.samples.length).toBeLessThanOrEqual(24);
});
