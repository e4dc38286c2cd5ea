import type { Judge } from '#cache';
import type { Embedder } from '#embeddings';
import type { Arrival } from './arrivals/arrival.ts';
import { createSpool, type Spool } from './arrivals/spool.ts';
import { type UnderstandParts, understand } from './arrivals/understand.ts';
import { findChurn, isChurning } from './churn/find-churn.ts';
import { createTemplates } from './churn/templates.ts';
import { createTally, type Tally } from './estimate/tally.ts';
import { type Findings, makeFindings, type ReplayMode } from './findings/findings.ts';
import type { OpenLog } from './log/open-log.ts';
import {
  type LogNotes,
  newNotes,
  noteBroken,
  nothingUsable,
  type ReadLogOptions,
  readLog,
} from './log/read-log.ts';
import { COMPARED, everyQuestion, keysOnly, sampledQuestions } from './replay/comparing.ts';
import { lookAhead } from './replay/look-ahead.ts';
import { createMeaningTier } from './replay/meaning.ts';
import { createReplay, entryIdOf } from './replay/replay.ts';
import { createSampler } from './replay/sampler.ts';
import { createTextMemo } from './replay/text-memo.ts';
import { createWorld } from './replay/world.ts';
import { createStructure, type Structure } from './structure/structure.ts';
import type { KeyMiss } from './structure/why-missed.ts';

/** What a simulation is made of; the command line constructs it. */
export interface SimulateParts extends Omit<UnderstandParts, 'templates'> {
  readonly embedder: Embedder;
  readonly judge: Judge;
  /** Share of unknown tokens above which a text is matched exactly only (C4). */
  readonly maxUnknownShare: number;
  /** Whether answers are embedded, too (C10). */
  readonly answerVectors: boolean;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Texts that are embedded at a time. */
  readonly threads: number;
  /** How far it is; `total` undefined where nobody knows. */
  readonly progress: (what: string, done: number, total: number | undefined) => void;
}

export interface SimulateOptions extends ReadLogOptions {
  /** Questions that are looked up by meaning where not all are. */
  readonly sample: number;
  /** Looks all of them up, however long it takes. */
  readonly full: boolean;
  /** Aborts the simulation; it then rejects with the signal's reason, and nothing of it stays. */
  readonly signal: AbortSignal;
  /** Size of the file in bytes, where it is known. */
  readonly logBytes: number | undefined;
  /** Where a sorted copy of what matters goes while it runs; default: the system's temporary folder. */
  readonly dir?: string;
}

/** So many requests between two words of progress. */
const PROGRESS_EVERY = 256;
/** Requests that are looked at before their turn, so that their questions are embedded by then. */
const AHEAD_PER_THREAD = 8;

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

/** The log into the spool; tells whether it has times. */
async function readAll(
  log: OpenLog,
  parts: UnderstandParts & SimulateParts,
  options: SimulateOptions,
  notes: LogNotes,
  spool: Spool,
): Promise<boolean> {
  let timed = false;
  let last = 0;
  for await (const { line, request } of readLog(log, options, notes)) {
    let arrival: Arrival;
    try {
      arrival = understand(parts, line, request);
    } catch (error) {
      noteBroken(notes, line, error instanceof Error ? error.message : String(error));
      continue;
    }
    timed ||= request.time !== undefined;
    last = request.time ?? last;
    // Without a time of its own a request came when the one before it did, and how long it took says nothing.
    await spool.add(
      request.time === undefined
        ? { ...arrival, time: last, durationMs: undefined }
        : { ...arrival, time: last },
    );
    if (spool.size() % PROGRESS_EVERY === 0) {
      options.signal.throwIfAborted();
      parts.progress('bytes read', log.bytesRead(), options.logBytes);
    }
  }
  return timed;
}

/** One reading with the tiers that ask for a key. */
async function replayKeys(spool: Spool, parts: SimulateParts, signal: AbortSignal): Promise<Structure> {
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

interface Replayed {
  readonly tally: Tally;
  readonly mode: ReplayMode;
  readonly peakEntries: number;
  readonly evicted: number;
  readonly from: number;
  readonly to: number;
}

/** The second reading: all tiers, over all questions or a sample of them. */
async function replayAll(
  spool: Spool,
  parts: SimulateParts,
  options: SimulateOptions,
  structure: Structure,
  churning: ReadonlySet<number>,
): Promise<Replayed> {
  const { notes, partitions, strata } = structure;
  const tally = createTally(spool.size());
  const embedder = createTextMemo(parts.embedder);
  let forget: (ids: readonly string[]) => void = () => {};
  const world = await createWorld({
    ...parts,
    dimensions: embedder.dimensions,
    onGone: (ids) => forget(ids),
  });
  const meaning = createMeaningTier({ ...parts, world, embedder });
  const { isAlone } = partitions;

  const full = options.full || structure.textsToEmbed() <= options.sample * (1 + COMPARED);
  const sampler = createSampler({
    sizes: strata,
    requests: full ? 0 : spool.size(),
    stratumOf: notes.stratumOf,
    wanted: options.sample,
  });
  const sampled = sampledQuestions({ ...parts, world, meaning, embedder, sampler, isAlone });
  if (!full) forget = sampled.forget;
  const comparing = full ? everyQuestion(meaning, isAlone, parts.answerVectors) : sampled;
  const replay = createReplay({ ...parts, embedder, world, comparing });

  /** How many requests one stands for: those of the sample for those that nobody looked up. */
  const weightOf = (index: number): number => {
    const stratum = full ? 0 : notes.stratumOf(index);
    if (stratum === 0) return 1;
    return sampler.takes(index) ? sampler.weight(stratum) : 0;
  };
  const looksUp = (arrival: Arrival, index: number): boolean =>
    notes.missed(index) && (full ? !isAlone(arrival) : sampler.takes(index));
  const known = (arrival: Arrival, index: number): KeyMiss => {
    const why = notes.whyOf(index);
    return why === 'churn' && !churning.has(arrival.template) ? undefined : why;
  };
  /** Entries that stand for what a sampled hit answered, with the weight of that hit. */
  const servedEntries = new Map<string, number>();

  let index = 0;
  let peakEntries = 0;
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  const arrivals = lookAhead(spool.read(), parts.threads * AHEAD_PER_THREAD, (arrival, at) => {
    if (arrival.question === undefined || !looksUp(arrival, at)) return;
    embedder.warm(arrival.question);
    const { embedded, refused } = arrival.answer;
    if (full && parts.answerVectors && refused === undefined && embedded !== undefined)
      embedder.warm(embedded);
  });
  for await (const arrival of arrivals) {
    const outcome = await replay.ask(arrival, index);
    const weight = weightOf(index);
    tally.add(arrival, index, outcome, weight, known(arrival, index));
    if (outcome.type === 'hit') {
      const hung = servedEntries.get(outcome.entryId);
      if (outcome.tier !== 'semantic' && hung !== undefined) tally.retier(index, outcome.tier, hung);
      if (outcome.tier === 'semantic' && !full && arrival.keys) {
        servedEntries.set(entryIdOf(arrival.keys.exactKey), weight);
      }
    }
    if (index % PROGRESS_EVERY === 0) {
      options.signal.throwIfAborted();
      peakEntries = Math.max(peakEntries, world.stats().entries);
      parts.progress(
        full ? 'questions compared' : 'requests, questions of a sample compared',
        index,
        spool.size(),
      );
    }
    from = Math.min(from, arrival.time);
    to = Math.max(to, arrival.time);
    index++;
  }
  const { entries, evicted } = world.stats();
  await world.close();
  const mode: ReplayMode = full
    ? { type: 'full', embedded: embedder.embedded() }
    : {
        type: 'sample',
        embedded: embedder.embedded(),
        sampled: sampler.sampled,
        of: strata.reduce((sum, size) => sum + size, 0) - (strata[0] ?? 0),
      };
  return { tally, mode, peakEntries: Math.max(peakEntries, entries), evicted, from, to };
}
