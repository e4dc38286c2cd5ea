import type { Spool } from '../arrivals/spool.ts';
import { PROGRESS_EVERY, type SimulateParts } from '../parts.ts';
import { createStructure, type Structure } from '../structure/structure.ts';
import { keysOnly } from './comparing.ts';
import { createReplay } from './replay.ts';
import { createWorld } from './world.ts';

/** One reading with the tiers that ask for a key. */
export async function replayKeys(
  spool: Spool,
  parts: SimulateParts,
  signal: AbortSignal,
): Promise<Structure> {
  const structure = createStructure(spool.size());
  const world = await createWorld({ ...parts, dimensions: parts.embedder.dimensions, onGone: () => {} });
  const replay = createReplay({ ...parts, world, comparing: keysOnly });
  let index = 0;
  for await (const arrival of spool.read()) {
    structure.observe(arrival, index, await replay.ask(arrival, index));
    index++;
    if (index % PROGRESS_EVERY === 0) {
      signal.throwIfAborted();
      parts.progress('requests replayed', index, spool.size());
    }
  }
  await world.close();
  return structure;
}
