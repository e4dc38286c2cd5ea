import type { RunSql } from '../../postgres/pool.ts';
import type { EntryTables } from './entry-tables.ts';
import type { Totals } from './totals.ts';

export interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

interface Leaving {
  readonly id: string;
  readonly bytes: number;
  readonly worth: number;
}

/** Entries that one statement removes at most. */
const STEP = 200;
/** Statements of one transaction: what is still over after them, as when a bound was lowered, the next ones remove. */
const MAX_STEPS = 10;
/** Looked at when only the bytes are over, and how many entries have to go is not known yet. */
const GUESS = 16;

/** Removes expired entries, soonest expired first, and gives their ids. */
export async function removeExpired(
  run: RunSql,
  tables: EntryTables,
  totals: Totals,
  now: number,
): Promise<readonly string[]> {
  const expired = await run<Leaving>(
    `SELECT id, bytes, worth FROM ${tables.entries} WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${STEP}`,
    [now],
  );
  return remove(run, tables, totals, expired);
}

/** Removes what is over the bounds, the least worth first, never `keep`, and gives the ids. */
export async function removeOverflow(
  run: RunSql,
  tables: EntryTables,
  totals: Totals,
  bounds: Bounds,
  keep: string | undefined,
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let step = 0; step < MAX_STEPS && isOver(totals, bounds); step++) {
    const asked = Math.min(Math.max(totals.entries - bounds.maxEntries, GUESS), STEP);
    const least = await run<Leaving>(
      `SELECT id, bytes, worth FROM ${tables.entries} WHERE id IS DISTINCT FROM $1
       ORDER BY worth, sequence LIMIT ${asked}`,
      [keep ?? null],
    );
    if (least.length < asked) await countAgain(run, tables, totals);
    const leaving = enoughOf(least, totals, bounds);
    if (leaving.length === 0) break;
    totals.age = leaving.at(-1)?.worth ?? totals.age;
    gone.push(...(await remove(run, tables, totals, leaving)));
  }
  return gone;
}

export function isOver({ entries, bytes }: Totals, { maxEntries, maxBytes }: Bounds): boolean {
  return entries > maxEntries || bytes > maxBytes;
}

function enoughOf(least: readonly Leaving[], totals: Totals, bounds: Bounds): readonly Leaving[] {
  const left = { ...totals };
  const end = least.findIndex(({ bytes }) => {
    if (!isOver(left, bounds)) return true;
    left.entries--;
    left.bytes -= bytes;
    return false;
  });
  return end < 0 ? least : least.slice(0, end);
}

/** For when there is less than the totals say: somebody deleted rows by hand. */
async function countAgain(run: RunSql, { entries }: EntryTables, totals: Totals): Promise<void> {
  const [row] = await run<{ readonly entries: string; readonly bytes: number }>(
    `SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM ${entries}`,
  );
  totals.entries = Number(row?.entries ?? 0);
  totals.bytes = row?.bytes ?? 0;
}

async function remove(
  run: RunSql,
  { entries, keys }: EntryTables,
  totals: Totals,
  leaving: readonly Leaving[],
): Promise<readonly string[]> {
  if (leaving.length === 0) return [];
  const ids = leaving.map(({ id }) => id);
  await run(
    `WITH gone AS (DELETE FROM ${entries} WHERE id = ANY($1) RETURNING id)
     DELETE FROM ${keys} WHERE id IN (SELECT id FROM gone)`,
    [ids],
  );
  totals.entries -= ids.length;
  for (const { bytes } of leaving) totals.bytes -= bytes;
  return ids;
}
