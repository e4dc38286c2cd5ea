import { askOnce, chatBody, uniqueQuestion } from './ask.ts';
import { measureAdded, measureThroughput } from './measure.ts';
import { cacheWords, onStage, type Scenario, untilHit } from './scenario.ts';

const ENVIRONMENT = { REPRISE_CACHE__MODE: 'on' };
const QUESTIONS = 100;

/** Questions that were asked before, word for word. */
export const exactHit: Scenario = {
  name: 'exact-hit',
  what: `${QUESTIONS} questions that are cached, asked again word for word`,
  run: (context) =>
    onStage(context, { environment: ENVIRONMENT }, async (pair) => {
      for (let n = 0; n < QUESTIONS; n++) await askOnce(pair.gateway.chatUrl, uniqueQuestion(n));
      const notes: string[] = [];
      for (let n = 0; n < QUESTIONS; n++) {
        if (await untilHit(pair.gateway.chatUrl, uniqueQuestion(n))) continue;
        notes.push('a question was not cached ten seconds after it was asked');
        break;
      }
      let asked = 0;
      const texts = Array.from({ length: QUESTIONS }, (_, n) => chatBody(uniqueQuestion(n)));
      const body = () => texts[asked++ % QUESTIONS] ?? '';
      const bodies = { direct: body, gateway: body };
      // Throughput first: latency at a low rate is that of a warm process.
      context.say('throughput at 32 connections');
      const throughput = await measureThroughput(pair, 32, bodies, context);
      context.say('added latency at 1,000/s');
      const added = [await measureAdded(pair, 1000, bodies, context)];
      notes.push(`\`Cache-Status\` at 32 connections: ${cacheWords(throughput.gateway)}`);
      return { environment: ENVIRONMENT, throughput, added, notes };
    }),
};
