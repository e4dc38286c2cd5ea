import { langfuseFormat } from './formats/langfuse.ts';
import { litellmFormat } from './formats/litellm.ts';
import { openaiFormat } from './formats/openai.ts';
import { repriseFormat } from './formats/reprise.ts';
import { type Columns, tableFormat } from './formats/table.ts';
import { LogError } from './log-error.ts';
import type { FormatName, LogFormat, LoggedRequest, RawRow } from './logged-request.ts';
import type { OpenLog } from './open-log.ts';
import { rawRows } from './raw-rows.ts';

export interface ReadLogOptions {
  /** Undefined: found by the first rows. */
  readonly format: FormatName | undefined;
  readonly columns: Columns;
}

/** A line that could not be used, and why. */
export interface BrokenLine {
  readonly line: number;
  readonly problem: string;
}

/** What a reading of a log left out. Complete once the rows are all read. */
export interface LogNotes {
  format: FormatName;
  rows: number;
  broken: number;
  /** The first of them. */
  readonly brokenLines: BrokenLine[];
  /** Rows that are sound and no chat requests, by what they are. */
  readonly others: Map<string, number>;
}

/** A request with the line on which it begins. */
export interface LoggedRow {
  readonly line: number;
  readonly request: LoggedRequest;
}

/** Rows that are looked at to find the format. */
const SNIFFED = 50;
const BROKEN_SHOWN = 20;
/** Kinds of other rows that are told apart. */
const OTHERS = 20;

/** Every format, in the order in which they are tried: the most particular first. */
export const formatsFor = (columns: Columns): readonly LogFormat[] => [
  repriseFormat,
  litellmFormat,
  langfuseFormat,
  openaiFormat,
  tableFormat(columns),
];

export const newNotes = (): LogNotes => ({
  format: 'table',
  rows: 0,
  broken: 0,
  brokenLines: [],
  others: new Map(),
});

/**
 * The requests of a log in the order in which they stand there. What cannot be used is counted in `notes`.
 * @throws LogError where nothing can be used, with what was expected
 */
export async function* readLog(
  { pieces }: Pick<OpenLog, 'pieces'>,
  options: ReadLogOptions,
  notes: LogNotes,
): AsyncGenerator<LoggedRow> {
  const rows = rawRows(pieces);
  const first: RawRow[] = [];
  while (first.length < SNIFFED) {
    const { done, value } = await rows.next();
    if (done) break;
    first.push(value);
  }
  const format = chooseFormat(first, options);
  notes.format = format.name;
  let used = 0;
  for (const row of first) {
    const request = takeRow(row, format, notes);
    if (request) yield { line: row.line, request };
    if (request) used++;
  }
  for await (const row of rows) {
    const request = takeRow(row, format, notes);
    if (request) yield { line: row.line, request };
    if (request) used++;
  }
  if (used === 0) throw nothingUsable(notes);
}

/** Makes a line a broken one that was found to be so later: its body is none that the gateway would take. */
export function noteBroken(notes: LogNotes, line: number, problem: string): void {
  notes.broken++;
  if (notes.brokenLines.length < BROKEN_SHOWN) notes.brokenLines.push({ line, problem });
}

function chooseFormat(rows: readonly RawRow[], { format, columns }: ReadLogOptions): LogFormat {
  const formats = formatsFor(columns);
  const forced = formats.find(({ name }) => name === format);
  if (forced) return forced;
  const sound = rows.filter((row) => row.type === 'row');
  // A column that is named says that the log is a table, whatever else it looks like.
  if (columns.text !== undefined) return tableFormat(columns);
  const counted = formats.map((one) => ({
    one,
    count: sound.filter(({ fields }) => one.recognises(fields)).length,
  }));
  const best = counted.toSorted((a, b) => b.count - a.count)[0];
  if (best && best.count > 0) return best.one;
  throw unknownFormat(rows, formats);
}

function takeRow(row: RawRow, format: LogFormat, notes: LogNotes): LoggedRequest | undefined {
  notes.rows++;
  if (row.type === 'broken') {
    noteBroken(notes, row.line, row.problem);
    return undefined;
  }
  const read = format.read(row.fields);
  if (read.type === 'request') return read.request;
  if (read.type === 'broken') noteBroken(notes, row.line, read.problem);
  else {
    const what = notes.others.has(read.what) || notes.others.size < OTHERS ? read.what : 'other';
    notes.others.set(what, (notes.others.get(what) ?? 0) + 1);
  }
  return undefined;
}

function unknownFormat(rows: readonly RawRow[], formats: readonly LogFormat[]): LogError {
  const [row] = rows;
  const seen =
    row === undefined
      ? 'It is empty.'
      : row.type === 'broken'
        ? `Line ${row.line} ${row.problem}.`
        : `Its first row has the fields ${Object.keys(row.fields).slice(0, 12).join(', ')}.`;
  const known = formats.map(({ name, what }) => `  ${name.padEnd(10)}${what}`);
  return new LogError(
    `This is no log of a known format. ${seen} Known are:\n${known.join('\n')}\nForce one with --format.`,
  );
}

export function nothingUsable(notes: LogNotes): LogError {
  const lines = notes.brokenLines.slice(0, 5).map(({ line, problem }) => `  line ${line} ${problem}`);
  const others = [...notes.others].map(([what, count]) => `  ${count} rows are no chat requests: ${what}`);
  const all = [...lines, ...others].join('\n');
  return new LogError(
    `Nothing in this log can be used: ${notes.rows} rows were read as ${notes.format}, and none is a chat request.${all === '' ? '' : `\n${all}`}\nIs it of another format? Force one with --format.`,
  );
}
