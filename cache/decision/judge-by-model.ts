import type { Verifier } from '#embeddings';
import type { Entry } from '../entry.ts';
import type { Asked, Believed, Judge, Judgement, Refusal } from './candidate.ts';
import type { DecisionFile } from './decision-file.ts';
import type { DecisionModel } from './decision-model.ts';
import type { EvidenceBook } from './evidence-book.ts';
import { predict } from './logistic.ts';
import { createSlotMemory } from './remembered-slots.ts';
import { barWithin, calibrated } from './tuned.ts';
import { type Weighed, weighCandidates } from './weigh-candidates.ts';

export interface ModelJudgeParts {
  readonly model: DecisionModel;
  /** What an operator's own labels made of it. */
  readonly tuned: DecisionFile | undefined;
  /** Undefined: decided without reading. It is the one that the model was fitted with. */
  readonly verifier: Verifier | undefined;
  /** The text of an entry's answer, as a person would read it. */
  readonly answerOf: (entry: Entry) => string;
  readonly evidence: EvidenceBook;
  /** Most candidates that are read for one question. */
  readonly maxReadings: number;
  /** Longest time for all readings of one question together, in milliseconds. */
  readonly readingMs: number;
  /** A reading failed: it was decided without it. */
  readonly unread: (error: unknown) => void;
}

/**
 * The calibrated decision (C11, C12), cheapest layers first: vetoes, then what is known without reading, then the
 * verifier for what that leaves open. Serves the most probable candidate that reaches the bar of the error budget.
 * What ought to be read and cannot be is not served: the bar was certified for what the verifier says of it. Nor is an
 * answer without words read: questions alone mislead the verifier.
 */
export function judgeByModel(parts: ModelJudgeParts): Judge {
  const slotsOf = createSlotMemory();
  const { model, tuned, evidence, answerOf } = parts;
  const believe = ({ candidate, row }: Weighed, p: number): Believed => {
    const prior = tuned === undefined ? p : calibrated(tuned.calibration, p, row);
    return { candidate, prior, probability: evidence.weigh(candidate.entry.id, prior) };
  };

  /** An answer that has no vector yet has not been compared with the question at all: it is read where somebody can. */
  const needsNoReading = ({ each, p }: { readonly each: Weighed; readonly p: number }): boolean =>
    p >= model.readUpTo && (each.candidate.answerSimilarity !== undefined || parts.verifier === undefined);

  return async (asked, candidates, signal) => {
    if (candidates.length === 0) return refuse('no-neighbour');
    const answers = candidates.map(({ entry }) => answerOf(entry));
    const weighed = weighCandidates(asked, candidates, answers, slotsOf);
    const allowed = weighed.filter(({ veto }) => veto === undefined);
    if (allowed.length === 0) return refuse(`veto:${weighed[0]?.veto ?? 'number'}`);

    const bar = barWithin(model, tuned, asked.errorBudget) ?? Number.POSITIVE_INFINITY;
    const quick = allowed
      .map((each) => ({ each, p: predict(model.quick, each.row) }))
      .sort((one, other) => other.p - one.p);
    const sure = quick.filter(needsNoReading).map(({ each, p }) => believe(each, p));
    const surest = mostProbable(sure);
    if (surest && surest.probability >= bar) return serve(surest);

    const open = surest
      ? []
      : quick.filter(({ p, each }) => p >= model.readFrom && answerOf(each.candidate.entry) !== '');
    const read = await readAll(
      parts,
      asked,
      open.map(({ each }) => each),
      signal,
    );
    const best = mostProbable([...sure, ...read.map(({ each, p }) => believe(each, p))]);
    if (best && best.probability >= bar) return serve(best);
    return refuse('below-bar', best ?? mostProbable(quick.map(({ each, p }) => believe(each, p))));
  };
}

/** Reads candidates one after the other, likeliest first; what cannot be read in time is left out. */
async function readAll(
  { model, verifier, answerOf, maxReadings, readingMs, unread }: ModelJudgeParts,
  asked: Asked,
  open: readonly Weighed[],
  signal: AbortSignal,
): Promise<readonly { readonly each: Weighed; readonly p: number }[]> {
  if (!verifier || !model.read || open.length === 0) return [];
  const until = AbortSignal.any([signal, AbortSignal.timeout(readingMs)]);
  const read = [];
  for (const each of open.slice(0, maxReadings)) {
    const { entry } = each.candidate;
    try {
      const reading = { asked: asked.text, cached: entry.question, answer: answerOf(entry) };
      const logOdds = await verifier.read(reading, until);
      read.push({ each, p: predict(model.read, [...each.row, logOdds]) });
    } catch (error) {
      signal.throwIfAborted();
      unread(error);
      break; // what cannot be read now cannot be read a moment later either
    }
  }
  return read;
}

function mostProbable(believed: readonly Believed[]): Believed | undefined {
  return believed.toSorted((one, other) => other.probability - one.probability)[0];
}

const serve = ({ candidate, probability }: Believed): Judgement => ({
  type: 'serve',
  candidate,
  probability,
});

const refuse = (reason: Refusal, best?: Believed): Judgement => ({ type: 'refuse', reason, best });
