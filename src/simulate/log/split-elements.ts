/** An element of a JSON list as text, with the line on which it begins. */
export interface Element {
  readonly line: number;
  /** Undefined where it was longer than anybody reads. */
  readonly text: string | undefined;
}

export interface ElementSplitter {
  readonly push: (piece: string) => readonly Element[];
  readonly end: () => readonly Element[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts a JSON list that comes in pieces into its elements, which nobody could hold at once. It only counts brackets:
 * whether an element is JSON is for the parser to say. A text that is never closed ends with its line, as JSON has it,
 * so that one broken element does not take the others along.
 */
export function createElementSplitter(mostChars: number): ElementSplitter {
  let buffer = '';
  let at = 0;
  let line = 1;
  let depth = -1; // before the list
  let inText = false;
  let escaped = false;
  let start = -1;
  let startLine = 1;
  let done = false;
  /** The element has a text that its line did not close: a bracket at the start of a later line begins the next one. */
  let torn = false;
  let lineBegins = true;

  const take = (end: number): Element[] => {
    if (start < 0) return [];
    const text = buffer.slice(start, end).trim();
    start = -1;
    torn = false;
    return text === '' ? [] : [{ line: startLine, text: text.length > mostChars ? undefined : text }];
  };

  /** One character between texts; tells what ended with it. */
  const outside = (code: number): Element[] => {
    if (torn && lineBegins && code === OPEN_OBJECT) {
      const ended = take(at);
      depth = 1;
      start = at;
      startLine = line;
      return ended;
    }
    if (code === QUOTE) inText = true;
    if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    if (depth < 0) {
      done = start >= 0 || code === CLOSE_LIST;
      return done ? take(at) : [];
    }
    if (depth === 0 && code === COMMA) return take(at);
    const begins = start < 0 && code > 0x20 && !(depth === 0 && code === OPEN_LIST);
    if (begins) {
      start = at;
      startLine = line;
    }
    return [];
  };

  const inside = (code: number): void => {
    if (code === NEWLINE) {
      inText = false;
      torn = true;
    } else if (escaped) escaped = false;
    else if (code === BACKSLASH) escaped = true;
    else if (code === QUOTE) inText = false;
  };

  return {
    push: (piece) => {
      buffer += piece;
      const found: Element[] = [];
      for (; at < buffer.length && !done; at++) {
        const code = buffer.charCodeAt(at);
        if (code === NEWLINE) line++;
        if (inText) inside(code);
        else found.push(...outside(code));
        lineBegins = code === NEWLINE || (lineBegins && code <= 0x20);
      }
      const keep = start < 0 ? at : start;
      buffer = done ? '' : buffer.slice(keep);
      at = done ? 0 : at - keep;
      if (start >= 0) start = 0;
      if (buffer.length > 2 * mostChars) {
        // Far beyond any element: its beginning is let go of, so that memory stays bounded.
        buffer = buffer.slice(-1 - mostChars);
        at = buffer.length;
      }
      return found;
    },
    end: () => take(buffer.length),
  };
}
