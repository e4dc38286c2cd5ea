import { chatBody, uniqueQuestion } from './ask.ts';
import { measureAdded } from './measure.ts';
import { residentMb } from './process-figures.ts';
import { cacheWords, onStage, type Scenario } from './scenario.ts';

const ENVIRONMENT = { REPRISE_CACHE__MODE: 'on' };

/** A flood of new questions: the cache must never be what makes a client wait or fail. */
export const unique5000: Scenario = {
  name: 'unique-5000',
  what: '5,000 unique prompts a second with the cache on, open loop, gateway on both cores beside mock and load',
  run: (context) =>
    onStage(context, { environment: ENVIRONMENT, cores: 'any' }, async (pair) => {
      let asked = 0;
      const idleMb = residentMb(pair.gateway.pid);
      context.say('5,000/s');
      const body = () => chatBody(uniqueQuestion(asked++));
      const added = [await measureAdded(pair, 5000, { direct: body, gateway: body }, context)];
      const afterLoadMb = residentMb(pair.gateway.pid);
      const notes = added.map(({ gateway }) => `\`Cache-Status\`: ${cacheWords(gateway)}`);
      return { environment: ENVIRONMENT, added, memory: { idleMb, modelLoadedMb: null, afterLoadMb }, notes };
    }),
};
