import {
  barWithin,
  calibrated,
  type DecisionFile,
  type DecisionModel,
  FEATURES,
  predict,
  type Sign,
  weighCandidates,
} from '#cache';
import type { Embedder, Embedding, Verifier } from '#embeddings';
import type { QuestionPair } from './labels/labelled-pair.ts';
import type { PairScore, PairScorer } from './scorer.ts';

export interface DecisionScorerParts {
  readonly embedder: Pick<Embedder, 'embed' | 'spaceId'>;
  readonly model: DecisionModel;
  readonly tuned: DecisionFile | undefined;
  readonly verifier: Verifier | undefined;
  readonly slotsOf: Parameters<typeof weighCandidates>[3];
  /** Slots that forbid serving the cached question's answer to the asked one. */
  readonly vetoesBetween: (pair: QuestionPair) => readonly string[];
  /** Wrong answers per served hit that the configuration accepts. */
  readonly errorBudget: number;
}

/** Nearer is never less probable; the rest may push either way. */
const SIGNS: Readonly<Record<string, Sign>> = { similarity: 'positive' };

/**
 * The calibrated decision for single pairs: the probability that `judgeByModel` gives a candidate without rivals. What
 * ought to be read and cannot be has the probability 0, for it is never served.
 */
export function createDecisionScorer(parts: DecisionScorerParts): PairScorer {
  const { embedder, model, tuned, verifier, slotsOf, errorBudget } = parts;

  const score = async (pair: QuestionPair, signal: AbortSignal): Promise<PairScore> => {
    const texts =
      pair.answer === undefined ? [pair.asked, pair.cached] : [pair.asked, pair.cached, pair.answer];
    const [asked, cached, answer] = await embedder.embed(texts, signal);
    const similarity = cosine(asked, cached);
    const candidate = {
      entry: { question: pair.cached },
      similarity,
      answerSimilarity: answer && cosine(asked, answer),
    };
    const [weighed] = weighCandidates(
      { slots: slotsOf(pair.asked) },
      [candidate],
      [pair.answer ?? ''],
      slotsOf,
    );
    const features = weighed?.row ?? [];
    const p = await probabilityOf(pair, features, signal);
    return { p, vetoes: parts.vetoesBetween(pair), similarity, features };
  };

  const probabilityOf = async (
    { asked, cached, answer }: QuestionPair,
    row: readonly number[],
    signal: AbortSignal,
  ): Promise<number> => {
    const quick = predict(model.quick, row);
    // Without an answer there is nothing to read, and questions alone mislead the verifier.
    if (quick >= model.readUpTo || quick < model.readFrom || answer === undefined) return quick;
    if (!verifier || !model.read) return 0;
    return predict(model.read, [...row, await verifier.read({ asked, cached, answer }, signal)]);
  };

  return {
    score: async (pairs, signal) => {
      const scores: PairScore[] = [];
      for (const pair of pairs) scores.push(await score(pair, signal));
      return scores;
    },
    spaceId: embedder.spaceId,
    verifierId: verifier?.id ?? null,
    readsAnswers: true,
    bar: uncalibrated(tuned, barWithin(model, tuned, errorBudget) ?? 1),
    features: FEATURES.map((name) => ({ name, sign: SIGNS[name] ?? 'free' })),
  };
}

/** The bar in force as a probability before an earlier tuning moved it; with features in that tuning there is no one such. */
function uncalibrated(tuned: DecisionFile | undefined, bar: number): number {
  if (tuned === undefined || tuned.calibration.features.length > 0 || tuned.calibration.slope === 0)
    return bar;
  const { intercept, slope } = tuned.calibration;
  return calibrated({ intercept: -intercept / slope, slope: 1 / slope, features: [] }, bar, undefined);
}

/** Vectors have unit length. */
function cosine(one: Embedding | undefined, other: Embedding | undefined): number {
  if (one === undefined || other === undefined) throw new Error('embedder returned no vector for a text');
  return one.vector.reduce((sum, value, i) => sum + value * (other.vector[i] ?? 0), 0);
}
