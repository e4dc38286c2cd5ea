import type { EntryRow, HeadRow } from './entry-row.ts';
import type { RowChange } from './entry-table.ts';

/** What the journal's thread answers. */
export type JournalCalls = {
  readonly append: { readonly ask: readonly RowChange[]; readonly answer: number };
  readonly read: { readonly ask: readonly string[]; readonly answer: readonly EntryRow[] };
  readonly page: {
    readonly ask: { readonly sequence: number; readonly limit: number };
    readonly answer: readonly (HeadRow & { readonly sequence: number })[];
  };
  readonly check: { readonly ask: undefined; readonly answer: unknown };
};

/** `workerData` of the journal's thread. */
export interface JournalThreadData {
  readonly path: string;
  readonly maxBytes: number | undefined;
  /** Changes are counted on from here where the file knows less. */
  readonly sequence: number;
}

/** Told by the thread when it had to begin with an empty file. */
export interface CorruptFile {
  /** Where the broken file is now. */
  readonly movedTo: string;
  readonly detail: string;
}
