import { chatBody } from './ask.ts';
import { measureAdded, measureThroughput } from './measure.ts';
import { onStage, type Scenario } from './scenario.ts';

const ENVIRONMENT = { REPRISE_CACHE__MODE: 'off' };

/** Server-sent events passed on as they come. */
export const stream: Scenario = {
  name: 'stream',
  what: 'streams of 50 content chunks, each written by itself, with the cache off',
  run: (context) =>
    onStage(context, { environment: ENVIRONMENT, mock: { answerTokens: 50 } }, async (pair) => {
      const body = () => chatBody('How do I keep basil fresh?', true);
      const bodies = { direct: body, gateway: body };
      // Throughput first: latency at a low rate is that of a warm process.
      context.say('throughput at 32 connections');
      const throughput = await measureThroughput(pair, 32, bodies, context);
      context.say('added latency at 200/s');
      const added = [await measureAdded(pair, 200, bodies, context)];
      return { environment: ENVIRONMENT, throughput, added, notes: [] };
    }),
};
