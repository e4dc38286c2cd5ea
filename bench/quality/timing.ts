import { readSlots, vetoBetween } from '../../cache/slots/index.ts';
import { MOST_CANDIDATES } from './decisions.ts';

/** Cost of a decision without its embedding, in microseconds. */
export interface Timing {
  readonly questions: number;
  readonly meanWords: number;
  readonly readSlotsMicros: number;
  /** Slots of the question and of five candidates, and five comparisons: what a lookup pays when nothing is kept. */
  readonly decisionMicros: number;
}

const ROUNDS = 7;

/** Median over rounds of the mean over all questions; the first rounds warm the compiler. */
export function measureTiming(questions: readonly string[]): Timing {
  const words = questions.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  return {
    questions: questions.length,
    meanWords: words / Math.max(1, questions.length),
    readSlotsMicros: medianMicros(questions.length, () => {
      for (const text of questions) readSlots(text);
    }),
    decisionMicros: medianMicros(questions.length, () => {
      for (const [index, text] of questions.entries()) {
        const asked = readSlots(text);
        for (let near = 1; near <= MOST_CANDIDATES; near++) {
          vetoBetween(asked, readSlots(questions[(index + near) % questions.length] ?? ''));
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
