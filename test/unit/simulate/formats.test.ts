import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type FormatName, openLog } from '#simulate';
import {
  type LoggedRow,
  type LogNotes,
  newNotes,
  type ReadLogOptions,
  readLog,
} from '../../../src/simulate/log/read-log.ts';
import { simulateText } from './kit.ts';

const FOLDER = new URL('../../data/logs/', import.meta.url);
const sample = (name: string): Buffer => readFileSync(new URL(name, FOLDER));

async function read(
  content: string | Buffer,
  options: Partial<ReadLogOptions> = {},
): Promise<{ readonly rows: readonly LoggedRow[]; readonly notes: LogNotes }> {
  const notes = newNotes();
  const rows: LoggedRow[] = [];
  const log = openLog('-', Readable.from([Buffer.from(content)]));
  for await (const row of readLog(log, { format: undefined, columns: {}, ...options }, notes)) rows.push(row);
  return { rows, notes };
}

/** Each sample asks one question twice and another one in between, at 9:00, 9:10 and 9:30. */
const SAMPLES: readonly (readonly [file: string, format: FormatName])[] = [
  ['reprise.jsonl', 'reprise'],
  ['openai-bodies.jsonl', 'openai'],
  ['openai-pairs.jsonl', 'openai'],
  ['openai-batch.jsonl', 'openai'],
  ['openai-finetuning.jsonl', 'openai'],
  ['anthropic-bodies.jsonl', 'openai'],
  ['litellm.jsonl', 'litellm'],
  ['litellm-list.json', 'litellm'],
  ['litellm-page.json', 'litellm'],
  ['litellm.csv', 'litellm'],
  ['langfuse-api.json', 'langfuse'],
  ['langfuse-blob.jsonl', 'langfuse'],
  ['langfuse-table.csv', 'langfuse'],
  ['table-semicolons.csv', 'table'],
  ['table.jsonl', 'table'],
];

describe('a log of each format', () => {
  test.each(SAMPLES)('%s is known as %s, and its repeated question is a hit', async (file, format) => {
    const found = await simulateText(sample(file));
    expect(found.log).toMatchObject({ format, used: 3, broken: 0 });
    expect(found.hits.byTier.exact.requests).toBe(1);
    expect(found.misses.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
  });

  test.each(SAMPLES)('%s reads the same packed with gzip', async (file) => {
    const plain = await read(sample(file));
    const packed = await read(gzipSync(sample(file)));
    expect(packed.rows).toEqual(plain.rows);
  });

  test.each(SAMPLES)('%s reads the same in pieces of seven bytes', async (file) => {
    const whole = await read(sample(file));
    const bytes = sample(file);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(at * 7, at * 7 + 7),
    );
    const notes = newNotes();
    const rows: LoggedRow[] = [];
    for await (const row of readLog(
      openLog('-', Readable.from(pieces)),
      { format: undefined, columns: {} },
      notes,
    )) {
      rows.push(row);
    }
    expect(rows).toEqual(whole.rows);
  });
});

describe('what a format says of a request', () => {
  const first = async (file: string, options: Partial<ReadLogOptions> = {}) =>
    (await read(sample(file), options)).rows[0]?.request;

  test('LiteLLM: time, duration, cost, who asked, and the request without LiteLLM’s own fields', async () => {
    expect(await first('litellm.jsonl')).toMatchObject({
      time: Date.UTC(2026, 9, 5, 9),
      durationMs: 1200,
      costNanos: 15_100,
      who: { key: 'hash-of-a-key', team: 'team-support', customer: 'user-0' },
      usage: { inputTokens: 40, outputTokens: 15 },
      body: { model: 'assistant' },
    });
    expect(Object.keys((await first('litellm.jsonl'))?.body ?? {})).not.toContain('litellm_call_id');
  });

  test('LiteLLM: what its own cache answered has no known cost, and neither has a spend of nothing', async () => {
    const rows = sample('litellm.jsonl').toString().trim().split('\n');
    const change = (fields: object): string => JSON.stringify({ ...JSON.parse(rows[0] ?? ''), ...fields });
    const { rows: found } = await read([change({ cache_hit: 'True' }), change({ spend: 0 })].join('\n'));
    expect(found.map(({ request }) => [request.costNanos, request.fromOtherCache])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
  });

  test('LiteLLM: without stored prompts nothing can be used, and the error says which setting stores them', async () => {
    const rows = sample('litellm.jsonl').toString().trim().split('\n');
    const bare = rows.map((row) =>
      JSON.stringify({ ...JSON.parse(row), proxy_server_request: {}, response: {} }),
    );
    await expect(read(bare.join('\n'))).rejects.toThrow(/store_prompts_in_spend_logs: true/);
  });

  test('Langfuse: a generation with its parameters as numbers; spans are counted as other rows', async () => {
    const { rows, notes } = await read(sample('langfuse-api.json'));
    expect(rows[0]?.request).toMatchObject({
      durationMs: 1200,
      costNanos: 15_000,
      usage: { inputTokens: 40, outputTokens: 15 },
      body: { model: 'gpt-4o-mini', temperature: 0, max_tokens: 300 },
    });
    expect([...notes.others]).toEqual([['SPAN', 1]]);
  });

  test('notes beside the fields of a body are no part of the request', async () => {
    expect(Object.keys((await first('openai-bodies.jsonl'))?.body ?? {}).sort()).toEqual([
      'messages',
      'model',
      'temperature',
    ]);
  });

  test('a body with its system prompt outside the messages is read as Anthropic’s', async () => {
    expect(await first('anthropic-bodies.jsonl')).toMatchObject({
      dialect: 'anthropic-messages',
      answer: { dialect: 'anthropic-messages' },
    });
  });

  test('a table: the columns that are named, quoted line ends and quotation marks included', async () => {
    const columns = { text: 'what they asked', time: 'asked at', answer: 'what we said' };
    expect(await first('table.csv', { columns })).toMatchObject({
      time: Date.UTC(2026, 9, 5, 9),
      body: { messages: [{ content: 'How do I change the address on my account?\nThank you!' }] },
      answer: {
        body: { choices: [{ message: { content: expect.stringMatching(/^He said: "Open .*"$/) } }] },
      },
    });
  });

  test('a forced format is used whatever the rows look like', async () => {
    const { notes } = await read(sample('openai-pairs.jsonl'), { format: 'openai' });
    expect(notes.format).toBe('openai');
    await expect(read(sample('openai-pairs.jsonl'), { format: 'langfuse' })).rejects.toThrow(
      /none is a chat request/,
    );
  });
});

describe('a broken log', () => {
  const lines = sample('openai-pairs.jsonl').toString().trim().split('\n');

  test('keeps its sound lines, and tells the numbers of the broken ones and why', async () => {
    const text = [
      lines[0],
      '{"request": {"mess',
      '',
      lines[1],
      '[1]',
      lines[2],
      '{"request": {"model": "m"}}',
    ].join('\n');
    const { rows, notes } = await read(text);
    expect(rows.map(({ line }) => line)).toEqual([1, 4, 6]);
    expect(notes.brokenLines).toEqual([
      { line: 2, problem: 'is no JSON' },
      { line: 5, problem: 'is JSON, but no object' },
      { line: 7, problem: 'has no `messages`' },
    ]);
  });

  test('a body that the gateway would refuse is a broken line, too', async () => {
    const bad = JSON.stringify({
      request: { model: 'm', messages: [{ role: 'user', content: 'x' }], temperature: 'warm' },
    });
    const found = await simulateText([lines[0], bad].join('\n'));
    expect(found.log).toMatchObject({
      used: 1,
      broken: 1,
      brokenLines: [{ line: 2, problem: /temperature/ }],
    });
  });

  test('tells the first twenty broken lines and counts all', async () => {
    const { notes } = await read([lines[0], ...Array<string>(30).fill('{')].join('\n'));
    expect(notes.broken).toBe(30);
    expect(notes.brokenLines.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, at) => at + 2));
  });

  test('of a JSON list, one torn element does not take the others along', async () => {
    const list = `[\n${lines[0]},\n{"request": {"messages": "never closed\n},\n${lines[1]}\n]`;
    const { rows, notes } = await read(list);
    expect(rows).toHaveLength(2);
    expect(notes.brokenLines.map(({ line }) => line)).toEqual([3]);
  });

  test('of a CSV file, a quotation mark that is never closed costs its own line only', async () => {
    const { rows, notes } = await read('question,answer\n"one,a\ntwo,b\nthree,c\n');
    expect(rows.map(({ line }) => line)).toEqual([3, 4]);
    expect(notes.brokenLines).toEqual([{ line: 2, problem: expect.stringContaining('never closed') }]);
  });

  test.each([
    ['nothing', '', /It is empty/],
    ['words', 'some words\nand others\n', /no log of a known format.*fields some words/s],
    ['other objects', '{"a": 1}\n{"a": 2}\n', /fields a\..*--format/s],
    ['a Parquet file', 'PAR1....', /Parquet/],
    ['a ZIP archive', 'PK\u0003\u0004....', /ZIP/],
  ])('of %s ends with what was expected', async (_what, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('that breaks off inside gzip ends with a sentence', async () => {
    const packed = gzipSync(sample('openai-pairs.jsonl'));
    await expect(read(packed.subarray(0, packed.length - 20))).rejects.toThrow(/gzip and broken/);
  });
});
