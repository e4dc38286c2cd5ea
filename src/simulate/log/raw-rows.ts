import { isJsonObject, type JsonObject } from '#core';
import type { RawRow } from './logged-request.ts';
import { createCsvSplitter } from './split-csv.ts';
import { createElementSplitter } from './split-elements.ts';
import { createLineSplitter } from './split-lines.ts';

/** How rows stand in a file. */
export type Container =
  | { readonly type: 'lines' }
  | { readonly type: 'list' }
  | { readonly type: 'csv'; readonly delimiter: string };

/** Longer rows are broken: a request of this length would not pass the gateway either. */
const MOST_CHARS = 64 * 1024 * 1024;
/** As much of the beginning as is looked at to tell how rows stand. */
const HEAD_CHARS = 256 * 1024;

/** The list in an answer of an API: LiteLLM's `/spend/logs/v2` and Langfuse's pages call it `data`. */
const ENVELOPE =
  /^\s*\{\s*(?:"[^"]{1,40}"\s*:\s*(?:"[^"]*"|[\d.]+|null|true|false|\{[^{}]*\})\s*,\s*)*"(?:data|logs|observations|results|rows|items)"\s*:\s*\[/;

/** The rows of a log, one after the other, however they stand in it. */
export async function* rawRows(pieces: AsyncIterable<string>): AsyncGenerator<RawRow> {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = '';
  while (head.length < HEAD_CHARS) {
    const { done, value } = await iterator.next();
    if (done) break;
    head += value;
  }
  const container = containerOf(head);
  const reader = readerOf(container, head);
  yield* reader.push(head);
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) break;
    yield* reader.push(value);
  }
  yield* reader.end();
}

/** How rows stand in a file that begins like this. */
export function containerOf(head: string): Container {
  const first = head.trimStart().charAt(0);
  if (first === '[') return { type: 'list' };
  if (first === '{') return ENVELOPE.test(head) ? { type: 'list' } : { type: 'lines' };
  const title = head.trimStart().split('\n', 1)[0] ?? '';
  const [delimiter = ','] = [',', ';', '\t'].toSorted(
    (a, b) => title.split(b).length - title.split(a).length,
  );
  return { type: 'csv', delimiter };
}

interface RowReader {
  readonly push: (piece: string) => Iterable<RawRow>;
  readonly end: () => Iterable<RawRow>;
}

function readerOf(container: Container, head: string): RowReader {
  switch (container.type) {
    case 'lines': {
      const lines = createLineSplitter(MOST_CHARS);
      return {
        push: (piece) => lines.push(piece).flatMap(parsed),
        end: () => lines.end().flatMap(parsed),
      };
    }
    case 'list': {
      const elements = createElementSplitter(MOST_CHARS);
      const skipped = ENVELOPE.exec(head)?.[0] ?? '[';
      // What stands before the list is let go of, but for its line ends: they are counted.
      let lead: string | undefined = skipped.slice(0, -1).replace(/[^\n]/g, ' ');
      return {
        push: (piece) => {
          const text = lead === undefined ? piece : lead + piece.slice(lead.length);
          lead = undefined;
          return elements.push(text).flatMap(parsed);
        },
        end: () => elements.end().flatMap(parsed),
      };
    }
    case 'csv': {
      const records = createCsvSplitter(container.delimiter, MOST_CHARS);
      const named = withNames();
      return { push: (piece) => records.push(piece).flatMap(named), end: () => records.end().flatMap(named) };
    }
  }
}

const TOO_LONG = `is longer than ${MOST_CHARS / 1024 / 1024} MiB`;

function parsed({
  line,
  text,
}: {
  readonly line: number;
  readonly text: string | undefined;
}): readonly RawRow[] {
  if (text === undefined) return [{ type: 'broken', line, problem: TOO_LONG }];
  if (text.trim() === '') return [];
  try {
    const fields: unknown = JSON.parse(text);
    if (isJsonObject(fields)) return [{ type: 'row', line, fields }];
    return [{ type: 'broken', line, problem: 'is JSON, but no object' }];
  } catch {
    return [{ type: 'broken', line, problem: 'is no JSON' }];
  }
}

/** Records as objects, by the names in the first one. */
function withNames() {
  let names: readonly string[] | undefined;
  return ({
    line,
    cells,
  }: {
    readonly line: number;
    readonly cells: readonly string[] | undefined;
  }): readonly RawRow[] => {
    if (!cells) return [{ type: 'broken', line, problem: 'has a quotation mark that is never closed' }];
    if (!names) {
      names = cells.map((name) => name.trim());
      return [];
    }
    if (cells.length !== names.length) {
      return [{ type: 'broken', line, problem: `has ${cells.length} cells, and the header ${names.length}` }];
    }
    const fields: JsonObject = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
    return [{ type: 'row', line, fields }];
  };
}
