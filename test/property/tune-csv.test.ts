import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/tune/labels/csv.ts';
import type { FileRecord } from '../../src/tune/labels/file-record.ts';
import { readJsonLines } from '../../src/tune/labels/json-lines.ts';

async function* inPieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  let from = 0;
  for (const cut of cuts.map((share) => Math.floor(share * text.length)).sort((one, other) => one - other)) {
    yield text.slice(from, Math.max(from, cut));
    from = Math.max(from, cut);
  }
  yield text.slice(from);
}

async function all(records: AsyncIterable<FileRecord>): Promise<readonly unknown[]> {
  const list: unknown[] = [];
  for await (const record of records) list.push('fields' in record ? { ...record.fields } : record);
  return list;
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'ß', '"', ',', '\n', ';', ' ', '€', '\t'),
  maxLength: 8,
});
// A row of one empty cell is an empty line, which is no row.
const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 });
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });

describe('files of pairs', () => {
  test('in CSV come back as they were written, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(rows, cuts, fc.constantFrom('\n', '\r\n'), async (table, at, end) => {
        const quoted = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        // The header arrives whole: its separator is what the rest is read with.
        const text = ['one,two,three', ...quoted].join(end);
        const pieces = inPieces(
          text,
          at.map((share) => Math.max(share, 15 / text.length)),
        );
        expect(await all(readCsv(pieces))).toEqual(table.map(([one, two, three]) => ({ one, two, three })));
      }),
    );
  });

  test('in JSON lines come back as they were written, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(rows, cuts, async (table, at) => {
        const text = table.map(([one, two]) => `${JSON.stringify({ one, two })}\n`).join('');
        expect(await all(readJsonLines(inPieces(text, at)))).toEqual(
          table.map(([one, two]) => ({ one, two })),
        );
      }),
    );
  });
});
