import type { OpenLog } from '../log/open-log.ts';
import { type LogNotes, noteBroken, readLog } from '../log/read-log.ts';
import { PROGRESS_EVERY, type SimulateOptions, type SimulateParts } from '../parts.ts';
import type { Arrival } from './arrival.ts';
import type { Spool } from './spool.ts';
import { type UnderstandParts, understand } from './understand.ts';

/** The log into the spool; tells whether it has times. */
export async function readAll(
  log: OpenLog,
  parts: UnderstandParts & SimulateParts,
  options: SimulateOptions,
  notes: LogNotes,
  spool: Spool,
): Promise<boolean> {
  let timed = false;
  let last = 0;
  for await (const { line, request } of readLog(log, options, notes)) {
    timed ||= request.time !== undefined;
    last = request.time ?? last;
    let arrival: Arrival;
    try {
      arrival = understand(parts, line, request, last);
    } catch (error) {
      noteBroken(notes, line, error instanceof Error ? error.message : String(error));
      continue;
    }
    // Without a time of its own a request came when the one before it did, and how long it took says nothing.
    await spool.add(request.time === undefined ? { ...arrival, durationMs: undefined } : arrival);
    if (spool.size() % PROGRESS_EVERY === 0) {
      options.signal.throwIfAborted();
      parts.progress('bytes read', log.bytesRead(), options.logBytes);
    }
  }
  return timed;
}
