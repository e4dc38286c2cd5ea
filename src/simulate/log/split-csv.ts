/** A record of a CSV file, with the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  /** Undefined where a quotation mark was opened and never closed. */
  readonly cells: readonly string[] | undefined;
}

export interface CsvSplitter {
  readonly push: (piece: string) => readonly CsvRecord[];
  readonly end: () => readonly CsvRecord[];
}

/**
 * Cuts CSV (RFC 4180: quoted cells may hold line ends, a quotation mark in them stands twice) that comes in pieces into
 * records. A quotation mark that is still open after `mostChars`, or at the end, makes its line a broken one, and the
 * reading goes on with the next line.
 */
export function createCsvSplitter(delimiter: string, mostChars: number): CsvSplitter {
  let buffer = '';
  let at = 0;
  let line = 1;
  let cell = '';
  let cells: string[] = [];
  let startLine = 1;
  let quoted = false;
  let found: CsvRecord[] = [];

  const endCell = (): void => {
    cells.push(cell);
    cell = '';
  };
  /** Lets go of what is read; the next record begins at the front. */
  const endRecord = (record: readonly string[] | undefined): void => {
    if (record === undefined || record.length > 1 || record[0] !== '')
      found.push({ line: startLine, cells: record });
    buffer = buffer.slice(at);
    at = 0;
    cells = [];
    cell = '';
    quoted = false;
    startLine = line;
  };
  /** The record cannot be read: its first line is given up. */
  const giveUp = (): void => {
    const end = buffer.indexOf('\n');
    at = end < 0 ? buffer.length : end + 1;
    line = startLine + 1;
    endRecord(undefined);
  };

  /** Reads on as far as the buffer goes; `last` says that nothing follows. */
  const read = (last: boolean): void => {
    while (at < buffer.length) {
      const mark = buffer.charAt(at);
      if (quoted) {
        const end = buffer.indexOf('"', at);
        const upTo = end < 0 ? buffer.length : end;
        cell += buffer.slice(at, upTo);
        for (let i = at; i < upTo; i++) if (buffer.charCodeAt(i) === 0x0a) line++;
        at = upTo;
        if (end < 0) break;
        if (at + 1 >= buffer.length && !last) break; // whether it stands twice comes with the next piece
        if (buffer.charAt(at + 1) === '"') {
          cell += '"';
          at += 2;
        } else {
          quoted = false;
          at++;
        }
      } else if (mark === '"' && cell === '') {
        quoted = true;
        at++;
      } else if (mark === delimiter) {
        endCell();
        at++;
      } else if (mark === '\n') {
        if (cell.endsWith('\r')) cell = cell.slice(0, -1);
        endCell();
        at++;
        line++;
        endRecord(cells);
      } else {
        cell += mark;
        at++;
      }
      if (quoted && at > mostChars) giveUp();
    }
  };

  const taken = (): readonly CsvRecord[] => {
    const records = found;
    found = [];
    return records;
  };

  return {
    push: (piece) => {
      buffer += piece;
      read(false);
      return taken();
    },
    end: () => {
      read(true);
      while (quoted && buffer !== '') {
        giveUp();
        read(true);
      }
      if (cell !== '' || cells.length > 0) {
        endCell();
        endRecord(cells);
      }
      return taken();
    },
  };
}
