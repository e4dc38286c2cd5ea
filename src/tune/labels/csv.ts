import type { FileRecord } from './file-record.ts';
import { LONGEST_LINE } from './json-lines.ts';

/**
 * The records of a CSV text as objects by its header line (RFC 4180: quoted fields may hold separators, quotes and
 * line breaks). The separator is the comma, semicolon or tab that the header has most of.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let header: readonly string[] | undefined;
  for await (const { line, cells, problem } of recordsOf(chunks)) {
    if (problem !== undefined) yield { line, problem };
    else if (header === undefined) header = cells.map((name) => name.trim().toLowerCase());
    else if (cells.length === 1 && cells[0] === '') continue;
    else if (cells.length !== header.length) {
      yield { line, problem: `${cells.length} fields where the header has ${header.length}` };
    } else yield { line, fields: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])) };
  }
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

async function* recordsOf(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let separator: string | undefined;
  let line = 1;
  let startedAt = 1;
  let cells: string[] = [];
  let cell = '';
  let length = 0;
  // `closed`: a quoted field has ended, or a quote within one is about to be doubled.
  let state: 'plain' | 'quoted' | 'closed' = 'plain';

  const finish = (): CsvRecord => {
    const tooLong = length > LONGEST_LINE;
    const record = { line: startedAt, cells: [...cells, cell] };
    cells = [];
    cell = '';
    length = 0;
    state = 'plain';
    return tooLong ? { ...record, problem: `longer than ${LONGEST_LINE} characters` } : record;
  };

  for await (const chunk of chunks) {
    separator ??= separatorOf(chunk);
    for (const char of chunk) {
      if (char === '\n') line += 1;
      length += 1;
      if (length > LONGEST_LINE && char !== '\n') continue; // nothing more of it is kept; its end is still looked for
      if (state === 'quoted') {
        if (char === '"') state = 'closed';
        else cell += char;
      } else if (char === '"' && (state === 'closed' || cell === '')) {
        if (state === 'closed') cell += '"';
        state = 'quoted';
      } else if (char === separator) {
        cells.push(cell);
        cell = '';
        state = 'plain';
      } else if (char === '\n') {
        yield finish();
        startedAt = line;
      } else if (char !== '\r') cell += char;
    }
  }
  if (state === 'quoted') yield { line: startedAt, cells: [], problem: 'a quote that is never closed' };
  else if (cells.length > 0 || cell !== '') yield finish();
}

function separatorOf(text: string): string {
  const header = text.slice(0, text.indexOf('\n') + 1 || text.length);
  const most = [',', ';', '\t'].map((mark) => ({ mark, times: header.split(mark).length }));
  return most.toSorted((one, other) => other.times - one.times)[0]?.mark ?? ',';
}
