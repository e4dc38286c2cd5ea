import type { RunSql } from '../../postgres/pool.ts';
import { entryBytes } from '../catalogue.ts';
import { encodeEntry } from '../entry-codec.ts';
import type { JournalChange } from '../entry-journal.ts';
import type { EntryTables } from './entry-tables.ts';
import { type Bounds, isOver, removeExpired, removeOverflow } from './make-room.ts';
import { lockTotals, saveTotals, type Totals } from './totals.ts';

type Put = Extract<JournalChange, { readonly type: 'put' }> & { readonly sequence: number };

/** What a call is taken to cost when nobody knows the price, in nano-dollars. */
const UNKNOWN_COST_NANOS = 1_000_000;
/** Changes that are remembered at least; the older ones go now and then. */
const REMEMBERED_CHANGES = 10_000;

export interface WriteParts {
  readonly run: RunSql;
  readonly tables: EntryTables;
  readonly bounds: Bounds;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Applies changes, removes what is over the bounds then and gives the ids of that; without changes it removes what has
 * expired, too. It has the totals locked from its first statement to the
 * end of its transaction: writers of all gateways stand in one line, so sequences have no gaps and become visible in
 * their order, and no follower of `changes` can pass one that is still to come.
 */
export async function writeChanges(
  parts: WriteParts,
  changes: readonly JournalChange[],
): Promise<readonly string[]> {
  const { run, tables, bounds, now } = parts;
  const totals = await lockTotals(run, tables);
  const before = totals.sequence;
  const puts = standingPuts(changes, before);

  await forget(parts, totals, changes, puts);
  await remember(parts, totals, puts);
  const expired = isOver(totals, bounds) || changes.length === 0;
  const left = [
    ...(expired ? await removeExpired(run, tables, totals, now) : []),
    ...(await removeOverflow(run, tables, totals, bounds, puts.at(-1)?.entry.id)),
  ];
  await log(parts, before, [
    ...changes.map((change) => ({ type: change.type, id: idOf(change) })),
    ...left.map((id) => ({ type: 'delete', id })),
  ]);
  totals.sequence = before + changes.length + left.length;
  await saveTotals(run, tables, totals);
  return left;
}

/** Counts finds: what is found often is worth keeping (C23). */
export async function writeUses(
  { run, tables }: WriteParts,
  uses: ReadonlyMap<string, number>,
): Promise<void> {
  const { age } = await lockTotals(run, tables);
  await run(
    `UPDATE ${tables.entries} AS e
     SET hits = e.hits + used.times, worth = $3 + (1 + e.hits + used.times) * e.value_nanos / e.bytes
     FROM unnest($1::text[], $2::bigint[]) AS used (id, times) WHERE e.id = used.id`,
    [[...uses.keys()], [...uses.values()], age],
  );
}

/** The puts that no later change of the same id undoes, oldest first. */
function standingPuts(changes: readonly JournalChange[], before: number): readonly Put[] {
  const last = new Map<string, Put | undefined>();
  changes.forEach((change, i) => {
    const id = idOf(change);
    last.delete(id); // so that it takes its place at the end
    last.set(id, change.type === 'put' ? { ...change, sequence: before + i + 1 } : undefined);
  });
  return [...last.values()].filter((put) => put !== undefined);
}

/** Takes away the keys of what changes, and the entries of what goes. */
async function forget(
  { run, tables }: WriteParts,
  totals: Totals,
  changes: readonly JournalChange[],
  puts: readonly Put[],
): Promise<void> {
  if (changes.length === 0) return;
  const ids = [...new Set(changes.map(idOf))];
  const replaced = puts.map(({ entry }) => entry.id);
  const [was] = await run<{ readonly entries: string; readonly bytes: number | null }>(
    `WITH keys AS (DELETE FROM ${tables.keys} WHERE id = ANY($1)),
       gone AS (DELETE FROM ${tables.entries} WHERE id = ANY($1) AND id <> ALL($2))
     SELECT count(*) AS entries, sum(bytes) AS bytes FROM ${tables.entries} WHERE id = ANY($1)`,
    [ids, replaced],
  );
  totals.entries -= Number(was?.entries ?? 0);
  totals.bytes -= was?.bytes ?? 0;
}

async function remember({ run, tables }: WriteParts, totals: Totals, puts: readonly Put[]): Promise<void> {
  if (puts.length === 0) return;
  const rows = puts.map(({ entry, sequence }) => {
    const bytes = entryBytes(entry);
    return { entry, sequence, bytes, value: entry.costNanos ?? UNKNOWN_COST_NANOS };
  });
  // Tags of several entries are lists of different lengths, which is no array of PostgreSQL: they travel as JSON.
  await run(
    `INSERT INTO ${tables.entries} AS e
       (id, sequence, tenant, partition, tags, created_at, expires_at, bytes, value_nanos, worth, entry)
     SELECT id, sequence, tenant, partition, ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)),
       created_at, expires_at, bytes, value_nanos, worth, entry
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[],
       $8::float8[], $9::float8[], $10::float8[], $11::text[])
       AS t (id, sequence, tenant, partition, tags, created_at, expires_at, bytes, value_nanos, worth, entry)
     ON CONFLICT (id) DO UPDATE SET
       sequence = excluded.sequence, tenant = excluded.tenant, partition = excluded.partition,
       tags = excluded.tags, created_at = excluded.created_at, expires_at = excluded.expires_at,
       bytes = excluded.bytes, value_nanos = excluded.value_nanos, entry = excluded.entry,
       worth = excluded.worth + e.hits * excluded.value_nanos / excluded.bytes`,
    [
      rows.map(({ entry }) => entry.id),
      rows.map(({ sequence }) => sequence),
      rows.map(({ entry }) => entry.tenant),
      rows.map(({ entry }) => entry.partition),
      rows.map(({ entry }) => JSON.stringify(entry.tags)),
      rows.map(({ entry }) => entry.createdAt),
      rows.map(({ entry }) => entry.expiresAt),
      rows.map(({ bytes }) => bytes),
      rows.map(({ value }) => value),
      rows.map(({ value, bytes }) => totals.age + value / bytes),
      rows.map(({ entry }) => encodeEntry(entry)),
    ],
  );
  const keys = puts.flatMap(({ entry, sequence }) =>
    [...new Set(entry.keys)].map((key) => ({ key, id: entry.id, sequence })),
  );
  await run(
    `INSERT INTO ${tables.keys} (key, id, sequence) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
    [keys.map(({ key }) => key), keys.map(({ id }) => id), keys.map(({ sequence }) => sequence)],
  );
  totals.entries += rows.length;
  for (const { bytes } of rows) totals.bytes += bytes;
}

async function log(
  { run, tables }: WriteParts,
  before: number,
  changes: readonly { readonly type: string; readonly id: string }[],
): Promise<void> {
  if (changes.length === 0) return;
  await run(
    `INSERT INTO ${tables.changes} (sequence, type, id)
     SELECT $1::bigint + n, type, id FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (type, id, n)`,
    [before, changes.map(({ type }) => type), changes.map(({ id }) => id)],
  );
  const after = before + changes.length;
  const step = REMEMBERED_CHANGES / 10;
  if (Math.floor(after / step) === Math.floor(before / step)) return;
  await run(`DELETE FROM ${tables.changes} WHERE sequence <= $1`, [after - REMEMBERED_CHANGES]);
}

const idOf = (change: JournalChange): string => (change.type === 'put' ? change.entry.id : change.id);
