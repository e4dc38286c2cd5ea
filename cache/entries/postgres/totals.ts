import type { RunSql } from '../../postgres/pool.ts';
import type { EntryTables } from './entry-tables.ts';

/** What is known of all entries together, kept in one row. */
export interface Totals {
  /** Of the last change. */
  sequence: number;
  entries: number;
  bytes: number;
  /** Worth of the entry that was evicted last: what newer ones start from. */
  age: number;
}

interface TotalsRow {
  readonly sequence: string;
  readonly entries: string;
  readonly bytes: number;
  readonly age: number;
}

/** Reads the row and keeps every other writer waiting until the transaction ends. */
export async function lockTotals(run: RunSql, tables: EntryTables): Promise<Totals> {
  return readTotals(run, tables, 'FOR UPDATE');
}

export async function readTotals(run: RunSql, { totals }: EntryTables, lock = ''): Promise<Totals> {
  const [row] = await run<TotalsRow>(`SELECT sequence, entries, bytes, age FROM ${totals} ${lock}`);
  if (!row) throw new Error(`the row of ${totals} is missing`);
  return { ...row, sequence: Number(row.sequence), entries: Number(row.entries) };
}

export async function saveTotals(run: RunSql, { totals }: EntryTables, now: Totals): Promise<void> {
  await run(`UPDATE ${totals} SET sequence = $1, entries = $2, bytes = $3, age = $4`, [
    now.sequence,
    now.entries,
    now.bytes,
    now.age,
  ]);
}
