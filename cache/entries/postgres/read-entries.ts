import type { Entry } from '../../entry.ts';
import type { EntryChange, EntryFilter, EntryPage } from '../../ports/entry-store.ts';
import type { RunSql } from '../../postgres/pool.ts';
import { decodeEntry } from '../entry-codec.ts';
import type { EntryTables } from './entry-tables.ts';

const SCAN_PAGE = 200;

/**
 * For each key what was put last of what carries it and is fresh, in one query. It leaves the planner one way only, by
 * the two primary keys: where it has no statistics yet it would rather walk through all sequences (hence `+ 0`) or
 * join the whole tables.
 */
export async function findEntries(
  run: RunSql,
  { entries, keys: keyTable }: EntryTables,
  keys: readonly string[],
  now: number,
): Promise<readonly (Entry | undefined)[]> {
  const rows = await run<{ readonly place: string; readonly entry: string }>(
    `SELECT asked.place, found.entry
     FROM unnest($1::text[]) WITH ORDINALITY AS asked (key, place)
     CROSS JOIN LATERAL (
       SELECT e.entry FROM ${entries} AS e
       WHERE e.id = ANY (asked.key || ARRAY(SELECT k.id FROM ${keyTable} AS k WHERE k.key = asked.key))
         AND e.expires_at > $2
       ORDER BY e.sequence + 0 DESC LIMIT 1
     ) AS found`,
    [keys, now],
  );
  const found: (Entry | undefined)[] = keys.map(() => undefined);
  for (const { place, entry } of rows) found[Number(place) - 1] = decodeEntry(entry);
  return found;
}

export async function haveEntries(
  run: RunSql,
  { entries }: EntryTables,
  ids: readonly string[],
  now: number,
): Promise<readonly boolean[]> {
  const rows = await run<{ readonly id: string }>(
    `SELECT id FROM ${entries} WHERE id = ANY($1) AND expires_at > $2`,
    [ids, now],
  );
  const there = new Set(rows.map(({ id }) => id));
  return ids.map((id) => there.has(id));
}

/** The entries put after the one the cursor names, oldest first. */
export async function scanEntries(
  run: RunSql,
  { entries }: EntryTables,
  { partition, tenant, tag, before }: EntryFilter,
  cursor: string | undefined,
  now: number,
): Promise<EntryPage> {
  const values: unknown[] = [now, Number(cursor ?? 0)];
  const where = ['expires_at > $1', 'sequence > $2'];
  const only = (condition: string, value: unknown): void => {
    if (value !== undefined) where.push(`${condition} $${values.push(value)}`);
  };
  only('partition =', partition);
  only('tenant =', tenant);
  only('tags @>', tag === undefined ? undefined : [tag]);
  only('created_at <', before);
  const rows = await run<{ readonly sequence: string; readonly entry: string }>(
    `SELECT sequence, entry FROM ${entries} WHERE ${where.join(' AND ')} ORDER BY sequence LIMIT ${SCAN_PAGE}`,
    values,
  );
  return {
    entries: rows.map(({ entry }) => decodeEntry(entry)).filter((entry) => entry !== undefined),
    cursor: rows.length < SCAN_PAGE ? undefined : rows.at(-1)?.sequence,
  };
}

export async function readChanges(
  run: RunSql,
  { changes }: EntryTables,
  sinceSequence: number,
): Promise<readonly EntryChange[]> {
  const rows = await run<{
    readonly sequence: string;
    readonly type: EntryChange['type'];
    readonly id: string;
  }>(`SELECT sequence, type, id FROM ${changes} WHERE sequence > $1 ORDER BY sequence`, [sinceSequence]);
  return rows.map(({ sequence, type, id }) => ({ sequence: Number(sequence), type, id }));
}
