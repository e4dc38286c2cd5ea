/**
 * Text in lines of at most `width` characters, broken at spaces but not before a %; a longer word has a line of its
 * own. The first line begins with `first`, the others stand below what comes after it.
 */
export function wrapped(text: string, width: number, first = ''): readonly string[] {
  const indent = ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/ (?!%)/)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
