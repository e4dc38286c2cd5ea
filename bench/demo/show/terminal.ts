import { stripVTControlCharacters, styleText } from 'node:util';

export type Colour = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** Writes for a person: colours where they are shown, columns that line up, lines that fit. */
export interface Terminal {
  readonly paint: (colour: Colour, text: string) => string;
  /** Columns to write within, once indented. */
  readonly width: number;
}

const WIDEST = 112;
const NARROWEST = 72;
const GAP = '  ';
const INDENT = 2;
/** Less of a text than this says nothing. */
const LEAST_CUT = 6;

/** Colours on a terminal only, and never against NO_COLOR (https://no-color.org). */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const coloured = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return {
    paint: (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text),
    width: Math.max(NARROWEST, Math.min(WIDEST, (stream.columns ?? WIDEST) - 1)) - INDENT,
  };
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

/** Rows in columns: numbers (`>`) to the right, words (`<`) to the left; the last column is cut to fit `width`. */
export function columns(rows: readonly (readonly string[])[], alignments: string, width: number): string {
  const widths = Array.from(alignments, (_, column) =>
    Math.max(...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + GAP.length, 0);
  const room = Math.max(0, width - before);
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const text = column === alignments.length - 1 ? cut(cell, room) : cell;
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(text)));
          return alignments[column] === '>' ? space + text : text + space;
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Shortens what is seen of a painted text. */
function cut(painted: string, width: number): string {
  const text = stripVTControlCharacters(painted);
  if (width < LEAST_CUT) return '';
  return text.length <= width ? painted : painted.replace(text, () => shortened(text, width));
}

/** Breaks plain text into lines of at most `width`. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}

export const indented = (text: string): string => text.replace(/^(?=.)/gm, ' '.repeat(INDENT));

export const shortened = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;
