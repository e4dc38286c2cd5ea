import { residentMb } from './process-figures.ts';
import { onStage, type Scenario } from './scenario.ts';

const RUNS = 5;

/** How long a client waits for a gateway that has just been started with its defaults. */
export const start: Scenario = {
  name: 'start',
  what: `from spawn to the first answer of 200, ${RUNS} starts with the default settings`,
  run: async (context) => {
    const runs: number[] = [];
    let modelLoadedMb: number | null = null;
    for (let count = 0; count < RUNS; count++) {
      context.say(`start ${count + 1} of ${RUNS}`);
      await onStage(context, { environment: {} }, async ({ gateway }) => {
        runs.push(gateway.firstAnswerSeconds);
        if (count < RUNS - 1) return;
        // Long enough for the embedder, which warms beside the first answers, and for what follows it.
        await new Promise((resolve) => setTimeout(resolve, 3000));
        modelLoadedMb = residentMb(gateway.pid);
      });
    }
    const medianSeconds = runs.toSorted((a, b) => a - b)[RUNS >> 1] ?? 0;
    return {
      environment: {},
      start: { runs, medianSeconds },
      memory: { idleMb: null, modelLoadedMb, afterLoadMb: null },
      notes: [],
    };
  },
};
