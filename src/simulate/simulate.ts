import { readAll } from './arrivals/read-all.ts';
import { createSpool } from './arrivals/spool.ts';
import { findChurn, isChurning } from './churn/find-churn.ts';
import { createTemplates } from './churn/templates.ts';
import { type Findings, makeFindings } from './findings/findings.ts';
import type { OpenLog } from './log/open-log.ts';
import { newNotes, nothingUsable } from './log/read-log.ts';
import type { SimulateOptions, SimulateParts } from './parts.ts';
import { replayAll } from './replay/replay-all.ts';
import { replayKeys } from './replay/replay-keys.ts';

/**
 * Replays a log through the cache and tells what it would have done. Nothing is deployed and nobody is asked.
 * @throws LogError where the log cannot be read or nothing in it can be used
 */
export async function simulate(
  log: OpenLog,
  parts: SimulateParts,
  options: SimulateOptions,
): Promise<Findings> {
  const notes = newNotes();
  const templates = createTemplates();
  const spool = await createSpool(options.dir === undefined ? {} : { dir: options.dir });
  try {
    const timed = await readAll(log, { ...parts, templates }, options, notes, spool);
    if (spool.size() === 0) throw nothingUsable(notes);
    const structure = await replayKeys(spool, parts, options.signal);
    const counts = structure.partitions.byTemplate();
    const churning = new Set([...counts].filter(([, count]) => isChurning(count)).map(([id]) => id));
    const replayed = await replayAll(spool, parts, options, structure, churning);
    return makeFindings({
      ...replayed,
      notes,
      timed,
      structure,
      requests: spool.size(),
      churn: findChurn(templates.all(), counts, structure.volatileHits),
      maxEntries: parts.maxEntries,
    });
  } finally {
    await spool.close();
  }
}
