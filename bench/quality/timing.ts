import type { DecisionModel } from '../../cache/decision/decision-model.ts';
import { predict } from '../../cache/decision/logistic.ts';
import { createSlotMemory } from '../../cache/decision/remembered-slots.ts';
import { weighCandidates } from '../../cache/decision/weigh-candidates.ts';
import { readSlots } from '../../cache/slots/index.ts';
import { MOST_CANDIDATES } from './decisions.ts';

/** Cost of a decision without its embedding, in microseconds. */
export interface Timing {
  readonly questions: number;
  readonly meanWords: number;
  readonly readSlotsMicros: number;
  /** Slots of the question, and five candidates compared, weighed and believed; slots of cached questions are kept. */
  readonly decisionMicros: number;
}

const ROUNDS = 7;

/** Median over rounds of the mean over all questions; the first rounds warm the compiler. */
export function measureTiming(questions: readonly string[], model: DecisionModel): Timing {
  const slotsOf = createSlotMemory();
  const words = questions.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  return {
    questions: questions.length,
    meanWords: words / Math.max(1, questions.length),
    readSlotsMicros: medianMicros(questions.length, () => {
      for (const text of questions) readSlots(text);
    }),
    decisionMicros: medianMicros(questions.length, () => {
      for (const [index, text] of questions.entries()) {
        const near = Array.from({ length: MOST_CANDIDATES }, (_, rank) => {
          const question = questions[(index + rank + 1) % questions.length] ?? '';
          return { entry: { question }, similarity: 0.9 - rank / 20, answerSimilarity: 0.5 };
        });
        const answers = near.map(({ entry }) => entry.question);
        for (const { row } of weighCandidates({ slots: readSlots(text) }, near, answers, slotsOf)) {
          predict(model.quick, row);
        }
      }
    }),
  };
}

function medianMicros(count: number, work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    // Processor time, so that what else runs on the machine counts for less.
    const started = process.cpuUsage();
    work();
    return process.cpuUsage(started).user / Math.max(1, count);
  });
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}
