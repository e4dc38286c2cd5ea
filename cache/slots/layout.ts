const INDENTED = /^[ \t]+\S/;
/** A statement's end, a declaration, an assignment: lines whose white space and case are meaning. */
const CODE_LINE = new RegExp(
  [
    String.raw`[;{}]\s*$`,
    String.raw`^(?:def|class|function|func|fn|for|while|if|else|elif|try|switch|public|private|static)\b.*[:({]\s*$`,
    String.raw`^#include\s|^from \S+ import\s|^import [\w.]+;?$`,
    String.raw`^(?:(?:const|let|var) )?[\w.[\]]+ ?(?:[-+*/]?=|:=|<-) ?\S`,
  ].join('|'),
);

/**
 * The part of a text in which line breaks and indentation are meaning: from the line before the first indented one (or
 * the first line of code) to the last, byte for byte. Undefined for prose, and for what stands on one line.
 */
export function readLayout(text: string): string | undefined {
  if (!text.includes('\n')) return undefined;
  const lines = text.split('\n');
  let first = -1;
  let last = -1;
  lines.forEach((line, at) => {
    const indented = at > 0 && INDENTED.test(line);
    if (!indented && !CODE_LINE.test(line)) return;
    if (first === -1) first = indented ? at - 1 : at;
    last = at;
  });
  return first === -1 ? undefined : lines.slice(first, last + 1).join('\n');
}
