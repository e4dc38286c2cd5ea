import { chatBody } from './ask.ts';
import { measureAdded, measureThroughput } from './measure.ts';
import { residentMb } from './process-figures.ts';
import { onStage, type Scenario } from './scenario.ts';

const ENVIRONMENT = { REPRISE_CACHE__MODE: 'off' };

/** The gateway as a proxy only. */
export const passthrough: Scenario = {
  name: 'passthrough',
  what: 'JSON answers with the cache off, 1 KB requests',
  run: (context) =>
    onStage(context, { environment: ENVIRONMENT }, async (pair) => {
      const body = () => chatBody('How do I keep basil fresh?');
      const bodies = { direct: body, gateway: body };
      const idleMb = residentMb(pair.gateway.pid);
      // Throughput first: latency at a low rate is that of a warm process.
      context.say('throughput at 32 connections');
      const throughput = await measureThroughput(pair, 32, bodies, context);
      context.say('added latency at 200/s');
      const slow = await measureAdded(pair, 200, bodies, context);
      context.say('added latency at 1,000/s');
      const fast = await measureAdded(pair, 1000, bodies, context);
      const afterLoadMb = residentMb(pair.gateway.pid);
      return {
        environment: ENVIRONMENT,
        throughput,
        added: [slow, fast],
        memory: { idleMb, modelLoadedMb: null, afterLoadMb },
        notes: [],
      };
    }),
};
