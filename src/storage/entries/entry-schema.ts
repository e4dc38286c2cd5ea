import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EntryColumns } from './entry-row.ts';

export interface EntryTables {
  readonly entries: EntryColumns & { readonly sequence: number };
  /** Goes with its entry. */
  readonly answer_vectors: { readonly sequence: number; readonly answer_vector: Uint8Array };
  /** One row: the sequence of the last change. */
  readonly journal: { readonly last_sequence: number };
}

/** Steps of the schema, oldest first. A released step is never changed; a new one comes behind. */
export const entryMigrations: Readonly<Record<string, Migration>> = {
  '0001-entries': { up: createEntries },
  '0002-answer-vectors': { up: createAnswerVectors },
};

async function createEntries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('entries')
    .addColumn('sequence', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('keys', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('partition', 'text', (column) => column.notNull())
    .addColumn('dialect', 'text', (column) => column.notNull())
    .addColumn('body_bytes', 'integer', (column) => column.notNull())
    .addColumn('input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('cached_input_tokens', 'integer')
    .addColumn('cost_nanos', 'integer')
    .addColumn('latency_ms', 'real', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('credential', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('vector', 'blob')
    // Last, because SQLite reads a row up to the last column asked for: the index is rebuilt without the answers.
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('journal')
    .addColumn('last_sequence', 'integer', (column) => column.notNull())
    .execute();
}

/**
 * Not a column of entries: it would come after `body`, and then a start would read every answer. Replacing an entry
 * deletes the old row, which takes this one along.
 */
async function createAnswerVectors(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('answer_vectors')
    .addColumn('sequence', 'integer', (column) =>
      column.primaryKey().references('entries.sequence').onDelete('cascade'),
    )
    .addColumn('answer_vector', 'blob', (column) => column.notNull())
    .execute();
}
