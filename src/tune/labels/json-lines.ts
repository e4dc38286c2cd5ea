import type { FileRecord } from './file-record.ts';

/** Longer lines are nobody's question. */
export const LONGEST_LINE = 1_000_000;

/** The objects of a text with one JSON object per line. Empty lines are passed over; memory is bounded by one line. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line += 1;
    if (text === undefined) yield { line, problem: `longer than ${LONGEST_LINE} characters` };
    else if (text.trim() !== '') yield parseLine(line, text);
  }
}

function parseLine(line: number, text: string): FileRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, fields: value as Readonly<Record<string, unknown>> };
    }
    return { line, problem: 'not a JSON object' };
  } catch {
    return { line, problem: 'not JSON' };
  }
}

/** The lines of a text; undefined stands for one that is too long. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield tooLong || part.length > LONGEST_LINE ? undefined : part;
      tooLong = false;
    }
    if (rest.length > LONGEST_LINE) {
      tooLong = true;
      rest = '';
    }
  }
  if (rest !== '' || tooLong) yield tooLong ? undefined : rest;
}
