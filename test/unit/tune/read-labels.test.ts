import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels, readPairs } from '../../../src/tune/labels/read-labels.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('labelled pairs', () => {
  it('are read from JSON lines with all that may be known of them', async () => {
    const text =
      '{"asked":"A?","cached":"B?","label":"same","answer":"C","cluster":"x","time":"2026-03-01T10:00:00Z","similarity":0.9,"weight":2,"cost":0.003,"other":1}\n' +
      '\n{"asked":"D?","cached":"E?","label":0,"time":1767225600}\r\n{"asked":"F?","cached":"G?","label":"unsure"}';
    const read = await readLabels(file('a.jsonl', text));
    expect(read.broken).toEqual([]);
    expect(read.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(read.pairs).toEqual([
      {
        line: 1,
        asked: 'A?',
        cached: 'B?',
        label: 'same',
        answer: 'C',
        cluster: 'x',
        time: Date.UTC(2026, 2, 1, 10),
        similarity: 0.9,
        weight: 2,
        costNanos: 3_000_000,
      },
      { line: 3, asked: 'D?', cached: 'E?', label: 'different', weight: 1, time: Date.UTC(2026, 0, 1) },
      { line: 4, asked: 'F?', cached: 'G?', label: 'unsure', weight: 1 },
    ]);
  });

  it.each([
    ['commas', ',', 'b.csv'],
    ['semicolons', ';', 'c.csv'],
    ['tabs', '\t', 'd.tsv'],
  ])('are read from CSV with %s, quotes, line breaks and a byte order mark', async (_, mark, name) => {
    const rows = [
      ['Asked', 'label', 'cached'],
      [`"a ${mark} ""b""\nc"`, '1', 'plain'],
      ['', '0', 'x'],
      ['y', 'Same', '"z"'],
    ];
    const text = `\uFEFF${rows.map((row) => row.join(mark)).join('\r\n')}\r\n`;
    const { pairs, broken } = await readLabels(file(name, text));
    expect(pairs).toEqual([
      { line: 2, asked: `a ${mark} "b"\nc`, cached: 'plain', label: 'same', weight: 1 },
      { line: 5, asked: 'y', cached: 'z', label: 'same', weight: 1 },
    ]);
    expect(broken).toEqual([{ line: 4, problem: '`asked` is missing' }]);
  });

  it('tell broken lines by number, with what is wrong, and count the rest', async () => {
    const good = '{"asked":"A","cached":"B","label":1}';
    const lines = [
      good,
      '{"asked":"A","cached":"B"}',
      '{"asked":"A","cached":',
      '[1,2]',
      '{"asked":"A","cached":"B","label":"maybe"}',
      '{"asked":"A","cached":"B","label":1,"weight":-3}',
      '{"asked":"A","cached":"B","label":1,"time":"yesterday"}',
      '{"asked":7,"cached":["B"],"label":1}',
      good,
    ];
    const { pairs, broken } = await readLabels(file('e.jsonl', lines.join('\n')));
    expect(pairs.map(({ line }) => line)).toEqual([1, 9]);
    expect(broken).toEqual([
      { line: 2, problem: '`label` must be same, different, unsure, 1 or 0, not nothing' },
      { line: 3, problem: 'not JSON' },
      { line: 4, problem: 'not a JSON object' },
      { line: 5, problem: '`label` must be same, different, unsure, 1 or 0, not "maybe"' },
      { line: 6, problem: '`weight` must be a number from 1e-9 to 1000000000000, not -3' },
      { line: 7, problem: '`time` must be ISO 8601 or seconds since 1970, not "yesterday"' },
      { line: 8, problem: '`cached` must be a text, not ["B"]' },
    ]);
  });

  it('of CSV rows with too few fields, and of an open quote, are broken', async () => {
    const { pairs, broken } = await readLabels(
      file('f.csv', 'asked,cached,label\na,b\nc,d,1\n"e,f,1\nlast,never,0'),
    );
    expect(pairs).toHaveLength(1);
    expect(broken).toEqual([
      { line: 2, problem: '2 fields where the header has 3' },
      { line: 4, problem: 'a quote that is never closed' },
    ]);
  });

  it('are found by their first character where the name says nothing', async () => {
    expect((await readLabels(file('g', '{"asked":"A","cached":"B","label":1}'))).pairs).toHaveLength(1);
    expect((await readLabels(file('h', 'asked,cached,label\na,b,1'))).pairs).toHaveLength(1);
    await expect(readLabels(file('i.json', '[{"asked":"A"}]'))).rejects.toThrow('one JSON object per line');
  });

  it('survive a line that is longer than anybody asks', async () => {
    const long = `{"asked":"${'x'.repeat(1_200_000)}","cached":"B","label":1}`;
    const { pairs, broken } = await readLabels(
      file('j.jsonl', `${long}\n{"asked":"A","cached":"B","label":1}\n`),
    );
    expect(pairs.map(({ line }) => line)).toEqual([2]);
    expect(broken).toEqual([{ line: 1, problem: 'longer than 1000000 characters' }]);
  });

  it('cannot come from a file that is missing, empty or a folder', async () => {
    await expect(readLabels(join(folder, 'none.jsonl'))).rejects.toThrow('There is no file');
    await expect(readLabels(file('k.jsonl', ''))).rejects.toThrow('is empty');
    await expect(readLabels(folder)).rejects.toThrow('is no file');
  });

  it('stop being read when that is asked for', async () => {
    const path = file('l.jsonl', '{"asked":"A","cached":"B","label":1}\n'.repeat(1000));
    await expect(readLabels(path, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
  });

  it('need no label where labels are still to be given', async () => {
    const { pairs, broken } = await readPairs(file('m.jsonl', '{"asked":"A","cached":"B"}\n{"asked":"A"}'));
    expect(pairs).toEqual([{ line: 1, asked: 'A', cached: 'B', weight: 1 }]);
    expect(broken).toEqual([{ line: 2, problem: '`cached` is missing' }]);
  });
});
