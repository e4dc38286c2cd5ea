import type { PostgresPart } from '../../postgres/migrations.ts';

/** Where the entries are, as they stand in statements. */
export interface EntryTables {
  readonly entries: string;
  readonly keys: string;
  readonly changes: string;
  readonly totals: string;
}

export function entryTables(schema: string): EntryTables {
  return {
    entries: `"${schema}".entries`,
    keys: `"${schema}".entry_keys`,
    changes: `"${schema}".entry_changes`,
    totals: `"${schema}".entry_totals`,
  };
}

/** Times are double precision: milliseconds since the epoch as JavaScript counts them. */
export function entryPart(schema: string): PostgresPart {
  const { entries, keys, changes, totals } = entryTables(schema);
  return {
    schema,
    name: 'entries',
    note: 'answers, the keys they are found under, their last changes',
    versions: [
      [
        `CREATE TABLE ${entries} (
          id text PRIMARY KEY,
          sequence bigint NOT NULL,
          tenant text NOT NULL,
          partition text NOT NULL,
          tags text[] NOT NULL,
          created_at double precision NOT NULL,
          expires_at double precision NOT NULL,
          bytes double precision NOT NULL,
          value_nanos double precision NOT NULL,
          hits bigint NOT NULL DEFAULT 0,
          worth double precision NOT NULL,
          entry text NOT NULL
        )`,
        `CREATE UNIQUE INDEX entries_sequence ON ${entries} (sequence)`,
        `CREATE INDEX entries_partition ON ${entries} (partition, sequence)`,
        `CREATE INDEX entries_tenant ON ${entries} (tenant, sequence)`,
        `CREATE INDEX entries_tags ON ${entries} USING gin (tags)`,
        `CREATE INDEX entries_expires_at ON ${entries} (expires_at)`,
        `CREATE INDEX entries_worth ON ${entries} (worth, sequence)`,
        `CREATE TABLE ${keys} (
          key text NOT NULL,
          id text NOT NULL,
          sequence bigint NOT NULL,
          PRIMARY KEY (key, id)
        )`,
        `CREATE INDEX entry_keys_id ON ${keys} (id)`,
        `CREATE TABLE ${changes} (
          sequence bigint PRIMARY KEY,
          type text NOT NULL,
          id text NOT NULL
        )`,
        `CREATE TABLE ${totals} (
          one boolean PRIMARY KEY DEFAULT true CHECK (one),
          sequence bigint NOT NULL,
          entries bigint NOT NULL,
          bytes double precision NOT NULL,
          age double precision NOT NULL
        )`,
        // Sequences begin with the time, so that those of tables that were made again are larger than all before.
        `INSERT INTO ${totals} (sequence, entries, bytes, age)
         VALUES ((extract(epoch FROM clock_timestamp()) * 1000)::bigint, 0, 0, 0)`,
      ],
    ],
  };
}
