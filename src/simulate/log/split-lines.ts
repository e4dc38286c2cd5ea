/** A line of a file, counted from 1; `text` undefined where it was longer than anybody reads. */
export interface Line {
  readonly line: number;
  readonly text: string | undefined;
}

/** Cuts what comes in pieces into lines; at most `mostChars` of one are kept. */
export interface LineSplitter {
  readonly push: (piece: string) => readonly Line[];
  readonly end: () => readonly Line[];
}

export function createLineSplitter(mostChars: number): LineSplitter {
  let rest = '';
  let tooLong = false;
  let line = 1;

  const take = (text: string): Line => {
    const long = tooLong || text.length > mostChars;
    tooLong = false;
    return { line: line++, text: long ? undefined : text };
  };

  return {
    push: (piece) => {
      const lines: Line[] = [];
      let from = 0;
      for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
        lines.push(take(rest + piece.slice(from, end)));
        rest = '';
        from = end + 1;
      }
      rest += from === 0 ? piece : piece.slice(from);
      if (rest.length > mostChars) {
        tooLong = true;
        rest = '';
      }
      return lines;
    },
    end: () => (rest === '' && !tooLong ? [] : [take(rest)]),
  };
}
