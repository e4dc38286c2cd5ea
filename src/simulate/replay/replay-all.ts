import type { Arrival } from '../arrivals/arrival.ts';
import type { Spool } from '../arrivals/spool.ts';
import { createTally, type Tally } from '../estimate/tally.ts';
import type { ReplayMode } from '../findings/findings.ts';
import { PROGRESS_EVERY, type SimulateOptions, type SimulateParts } from '../parts.ts';
import type { Structure } from '../structure/structure.ts';
import type { KeyMiss } from '../structure/why-missed.ts';
import { pairOf } from './compared-pair.ts';
import { COMPARED, everyQuestion, sampledQuestions } from './comparing.ts';
import { lookAhead } from './look-ahead.ts';
import { createMeaningTier } from './meaning.ts';
import { createReplay, entryIdOf } from './replay.ts';
import { createSampler } from './sampler.ts';
import { createTextMemo } from './text-memo.ts';
import { createWorld } from './world.ts';

/** Requests that are looked at before their turn, so that their questions are embedded by then. */
const AHEAD_PER_THREAD = 8;

export interface Replayed {
  readonly tally: Tally;
  readonly mode: ReplayMode;
  readonly peakEntries: number;
  readonly evicted: number;
  readonly from: number;
  readonly to: number;
}

/** The second reading: all tiers, over all questions or a sample of them. */
export async function replayAll(
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
    if (outcome.type !== 'coalesced' && outcome.near) parts.onPair?.(pairOf(arrival, outcome.near, weight));
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
