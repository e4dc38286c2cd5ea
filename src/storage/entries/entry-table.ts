import type { Kysely, Transaction } from 'kysely';
import type { EntryColumns, EntryRow, HeadRow } from './entry-row.ts';
import type { EntryTables } from './entry-schema.ts';

type PlacedRow = EntryRow & { readonly sequence: number };

export type RowChange =
  | { readonly type: 'put'; readonly row: EntryRow }
  | { readonly type: 'delete'; readonly id: string };

/** Rows to a statement: SQLite takes 32,766 values in one, an entry has 22. */
const ROWS_PER_STATEMENT = 500;

const HEAD_COLUMNS = [
  'id',
  'keys',
  'tenant',
  'partition',
  'dialect',
  'body_bytes',
  'input_tokens',
  'output_tokens',
  'cached_input_tokens',
  'cost_nanos',
  'latency_ms',
  'tags',
  'created_at',
  'expires_at',
  'request_id',
  'credential',
  'provider',
  'model',
  'question',
  'vector',
] as const satisfies readonly (keyof EntryColumns)[];

/** The sequence of the last change; the file is brought up to `sequence` where it knows less. */
export async function startSequence(db: Kysely<EntryTables>, sequence: number): Promise<number> {
  const state = await db.selectFrom('journal').select('last_sequence').executeTakeFirst();
  if (!state) await db.insertInto('journal').values({ last_sequence: sequence }).execute();
  else if (state.last_sequence >= sequence) return state.last_sequence;
  else await db.updateTable('journal').set({ last_sequence: sequence }).execute();
  return sequence;
}

/** Applies the changes in one transaction; the sequence of the last one. */
export function appendChanges(db: Kysely<EntryTables>, changes: readonly RowChange[]): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { last_sequence: last } = await transaction
      .updateTable('journal')
      .set((update) => ({ last_sequence: update('last_sequence', '+', changes.length) }))
      .returning('last_sequence')
      .executeTakeFirstOrThrow();
    const { rows, gone } = finalState(changes, last - changes.length);
    await deleteRows(transaction, gone);
    for (const some of chunks(rows, ROWS_PER_STATEMENT)) {
      await transaction.replaceInto('entries').values(some.map(columnsOf)).execute();
      await insertAnswerVectors(transaction, some);
    }
    return last;
  });
}

export async function readRows(
  db: Kysely<EntryTables>,
  ids: readonly string[],
): Promise<readonly EntryRow[]> {
  const found: EntryRow[] = [];
  for (const some of chunks(ids, ROWS_PER_STATEMENT)) {
    const columns = [...HEAD_COLUMNS, 'body'] as const;
    found.push(...(await withAnswerVectors(db).select(columns).where('id', 'in', some).execute()));
  }
  return found;
}

export function pageOfHeads(
  db: Kysely<EntryTables>,
  { sequence, limit }: { readonly sequence: number; readonly limit: number },
): Promise<readonly (HeadRow & { readonly sequence: number })[]> {
  return withAnswerVectors(db)
    .select(['entries.sequence', ...HEAD_COLUMNS])
    .where('entries.sequence', '>', sequence)
    .orderBy('entries.sequence')
    .limit(limit)
    .execute();
}

function withAnswerVectors(db: Kysely<EntryTables>) {
  return db
    .selectFrom('entries')
    .leftJoin('answer_vectors', 'answer_vectors.sequence', 'entries.sequence')
    .select('answer_vector');
}

/** The row as it lies in the table of entries. */
function columnsOf(row: PlacedRow): EntryColumns & { readonly sequence: number } {
  const { answer_vector: _beside, ...columns } = row;
  return columns;
}

async function insertAnswerVectors(
  transaction: Transaction<EntryTables>,
  rows: readonly PlacedRow[],
): Promise<void> {
  const vectors = rows.flatMap(({ sequence, answer_vector }) =>
    answer_vector ? [{ sequence, answer_vector }] : [],
  );
  if (vectors.length > 0) await transaction.insertInto('answer_vectors').values(vectors).execute();
}

/** What the changes amount to: the last one of each id counts. */
function finalState(changes: readonly RowChange[], before: number) {
  const rows = new Map<string, PlacedRow>();
  const gone = new Set<string>();
  for (const [i, change] of changes.entries()) {
    if (change.type === 'put') {
      gone.delete(change.row.id);
      rows.delete(change.row.id);
      rows.set(change.row.id, { sequence: before + i + 1, ...change.row });
    } else {
      rows.delete(change.id);
      gone.add(change.id);
    }
  }
  return { rows: [...rows.values()], gone: [...gone] };
}

async function deleteRows(transaction: Transaction<EntryTables>, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids, ROWS_PER_STATEMENT)) {
    await transaction.deleteFrom('entries').where('id', 'in', some).execute();
  }
}

function* chunks<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
