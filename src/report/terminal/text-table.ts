import { stripVTControlCharacters } from 'node:util';

export interface TextColumn {
  /** Its heading; a table whose headings are all empty has no head. */
  readonly title: string;
  /** Numbers stand right. */
  readonly align?: 'left' | 'right';
  /** Longer cells are cut to this many characters. */
  readonly most?: number;
}

/** Columns of text with two spaces between them; cells may be coloured. Returns lines. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  indent = '  ',
): readonly string[] {
  const head = columns.map(({ title }) => title);
  const cells = rows.map((row) => row.map((cell, at) => cutTo(cell, columns[at]?.most)));
  const all = head.every((title) => title === '') ? cells : [head, ...cells];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => widthOf(row[at] ?? ''))));
  return all.map((row) =>
    (indent + row.map((cell, at) => padded(cell, widths[at] ?? 0, columns[at]?.align)).join('  ')).trimEnd(),
  );
}

/** A bar of `share` of `width` characters. */
export function textBar(share: number, width = 20): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** Text on one line, without what would move a terminal's cursor, cut to `most` characters. */
export function oneLine(text: string, most: number): string {
  const plain = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return cutTo(plain, most);
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

function cutTo(text: string, most = Number.POSITIVE_INFINITY): string {
  if (widthOf(text) <= most) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, most - 1)).join('')}…`;
}

function padded(text: string, width: number, align: TextColumn['align']): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? room + text : text + room;
}
