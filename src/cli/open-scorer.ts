import type { Config } from '#config';
import { systemClock } from '#core';
import { createCosineScorer, createDecisionScorer, type PairScorer, type QuestionPair } from '#tune';
import { readSlots, vetoesBetween } from '../../cache/slots/index.ts';
import { createCloser } from '../compose/closer.ts';
import { composeEmbedder } from '../compose/embedder.ts';
import { createHealth } from '../compose/health.ts';
import { openDecision } from '../compose/judge.ts';
import { createProgress } from './progress.ts';

export interface OpenScorer {
  readonly scorer: PairScorer;
  readonly close: () => Promise<void>;
}

/** The decision that the configuration names, for pairs of a file: the same embedder, the same vetoes. */
export async function openScorer(config: Config): Promise<OpenScorer> {
  const quiet = { info: () => {}, error: () => {} };
  const closer = createCloser(() => {});
  const health = createHealth(systemClock.now, quiet);
  const embedder = await composeEmbedder({
    config,
    closer,
    health,
    embedded: () => {},
    modelHub: process.env.HF_ENDPOINT,
    onModelProgress: createProgress(process.stderr),
  });
  const vetoes = ({ asked, cached }: QuestionPair) => vetoesBetween(readSlots(asked), readSlots(cached));
  const warn = (what: string, why: string) => process.stderr.write(`Warning: ${what} (${why}).\n`);
  const decision = openDecision({ config, embedder, closer, health }, warn);
  const scorer =
    decision.type === 'bound'
      ? createCosineScorer({ embedder, vetoesBetween: vetoes, bound: decision.bound })
      : createDecisionScorer({
          ...decision,
          embedder,
          slotsOf: readSlots,
          vetoesBetween: vetoes,
          errorBudget: config.cache.errorBudget,
        });
  return { scorer, close: closer.close };
}
