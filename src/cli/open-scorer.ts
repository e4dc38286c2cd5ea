import { BUNDLED_BOUND } from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import { createCosineScorer, type PairScorer, type QuestionPair } from '#tune';
import { readSlots, vetoesBetween } from '../../cache/slots/index.ts';
import { createCloser } from '../compose/closer.ts';
import { composeEmbedder } from '../compose/embedder.ts';
import { createHealth } from '../compose/health.ts';
import { createProgress } from './progress.ts';

export interface OpenScorer {
  readonly scorer: PairScorer;
  readonly close: () => Promise<void>;
}

/** The decision that the configuration names, for pairs of a file: the same embedder, the same vetoes. */
export async function openScorer(config: Config): Promise<OpenScorer> {
  const quiet = { info: () => {}, error: () => {} };
  const closer = createCloser(() => {});
  const embedder = await composeEmbedder({
    config,
    closer,
    health: createHealth(systemClock.now, quiet),
    embedded: () => {},
    modelHub: process.env.HF_ENDPOINT,
    onModelProgress: createProgress(process.stderr),
  });
  const vetoes = ({ asked, cached }: QuestionPair) => vetoesBetween(readSlots(asked), readSlots(cached));
  const scorer = createCosineScorer({
    embedder,
    vetoesBetween: vetoes,
    bound: config.cache.bound ?? BUNDLED_BOUND,
  });
  return { scorer, close: closer.close };
}
