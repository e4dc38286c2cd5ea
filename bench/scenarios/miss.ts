import { chatBody, uniqueQuestion } from './ask.ts';
import { measureAdded, measureThroughput } from './measure.ts';
import { residentMb } from './process-figures.ts';
import { hitShare, onStage, type Scenario, untilHit } from './scenario.ts';

const ENVIRONMENT = { REPRISE_CACHE__MODE: 'on' };

/** Every question is new: lookup, upstream call and store, each time. */
export const miss: Scenario = {
  name: 'miss',
  what: 'unique prompts with the cache on: lookup, upstream call, store',
  run: (context) =>
    onStage(context, { environment: ENVIRONMENT }, async (pair) => {
      let asked = 0;
      const body = () => chatBody(uniqueQuestion(asked++));
      const bodies = { direct: body, gateway: body };
      const idleMb = residentMb(pair.gateway.pid);
      // The first lookup that hits shows that the store works, and that the embedder has been used.
      const stores = await untilHit(pair.gateway.chatUrl, 'Is anything stored?');
      const modelLoadedMb = residentMb(pair.gateway.pid);
      // Throughput first: latency at a low rate is that of a warm process.
      context.say('throughput at 32 connections');
      const throughput = await measureThroughput(pair, 32, bodies, context);
      context.say('added latency at 200/s');
      const added = [await measureAdded(pair, 200, bodies, context)];
      const notes = stores ? [] : ['an equal question was no hit after ten seconds: nothing was stored'];
      const hits = hitShare(throughput.gateway.cache);
      if (hits > 0.001) notes.push(`${(hits * 100).toFixed(2)} % were hits`);
      const afterLoadMb = residentMb(pair.gateway.pid);
      return {
        environment: ENVIRONMENT,
        throughput,
        added,
        memory: { idleMb, modelLoadedMb, afterLoadMb },
        notes,
      };
    }),
};
