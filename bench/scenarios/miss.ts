import { chatBody, uniqueQuestion } from './ask.ts';
import { measureAdded, measureThroughput } from './measure.ts';
import { residentMb } from './process-figures.ts';
import { cacheWords, onStage, type Scenario, untilHit } from './scenario.ts';

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
      context.say('added latency at 200/s');
      const added = [await measureAdded(pair, 200, bodies, context)];
      // Throughput last: what an overload leaves in the queues must not be in the latencies.
      context.say('throughput at 32 connections');
      const throughput = await measureThroughput(pair, 32, bodies, context);
      const notes = stores ? [] : ['an equal question was no hit after ten seconds: nothing was stored'];
      notes.push(`\`Cache-Status\` at 32 connections: ${cacheWords(throughput.gateway)}`);
      for (const { perSecond, gateway } of added) {
        notes.push(`\`Cache-Status\` at ${perSecond}/s: ${cacheWords(gateway)}`);
      }
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
