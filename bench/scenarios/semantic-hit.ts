import { seededRandom } from '../mock/random.ts';
import { askOnce, chatBody } from './ask.ts';
import { type Bodies, measureAdded, measureThroughput, type Pair } from './measure.ts';
import type { Throughput } from './report.ts';
import { rewordings } from './rewordings.ts';
import { type BenchContext, cacheWords, onStage, type Scenario, untilHit } from './scenario.ts';

/** By a bound: the mock's answers answer nothing, so a decision that reads them would serve none. Reading comes on top. */
const ENVIRONMENT = { REPRISE_CACHE__MODE: 'on', REPRISE_CACHE__BOUND: '0.945' };
const PER_SECOND = 200;

/** Cached questions in words that were never asked: embedding, search and decision for each. */
export const semanticHit: Scenario = {
  name: 'semantic-hit',
  what: 'new wordings of cached questions, each sent once, 10 to 38 tokens; decided by a cosine, nothing is read',
  run: async (context) => {
    const notes: string[] = [];
    const added = await onStage(context, { environment: ENVIRONMENT }, async (pair) => {
      const supply = await supplyOfHits(context, pair, notes);
      const seconds = Math.min(
        context.seconds,
        Math.floor(supply.length / PER_SECOND) - 2 * context.warmUpSeconds,
      );
      if (seconds < 1) return [];
      context.say(`${PER_SECOND}/s for ${seconds} s`);
      const measured = await measureAdded(pair, PER_SECOND, senders(supply).bodies, {
        ...context,
        seconds,
        attempts: 1,
      });
      notes.push(`\`Cache-Status\` at ${PER_SECOND}/s: ${cacheWords(measured.gateway)}`);
      return [measured];
    });
    const one = await most(context, 'gateway', notes);
    const both = await most(context, 'any', notes);
    return {
      environment: ENVIRONMENT,
      added,
      ...(one === null ? {} : { throughput: one }),
      ...(both === null ? {} : { bothCores: both }),
      notes,
    };
  },
};

/** The most semantic hits per second: a short closed loop, because wordings run out. */
async function most(
  context: BenchContext,
  cores: 'gateway' | 'any',
  notes: string[],
): Promise<Throughput | null> {
  // On both cores the model gets a thread for each.
  const threads = cores === 'any' ? { REPRISE_CACHE__EMBEDDER__THREADS: '2' } : {};
  return onStage(context, { environment: { ...ENVIRONMENT, ...threads }, cores }, async (pair) => {
    const supply = await supplyOfHits(context, pair, []);
    if (supply.length === 0) return null;
    context.say(`throughput at 8 connections, gateway on ${cores === 'any' ? 'both cores' : 'one core'}`);
    const seconds = Math.min(context.seconds, 3);
    const { bodies, wrapped } = senders(supply);
    const result = await measureThroughput(pair, 8, bodies, { seconds, warmUpSeconds: 0.5, attempts: 1 });
    const where = cores === 'any' ? 'both cores with two model threads' : 'one core';
    notes.push(`\`Cache-Status\` at 8 connections on ${where}: ${cacheWords(result.gateway)}`);
    if (wrapped()) notes.push('wordings ran out and some were sent twice');
    return result;
  });
}

/** Caches the questions and keeps the combinations of words of which two probes hit. */
async function supplyOfHits(context: BenchContext, pair: Pair, notes: string[]): Promise<readonly string[]> {
  const { chatUrl } = pair.gateway;
  const all = rewordings();
  const cached = [...new Set(all.map((one) => one.cached))];
  for (const question of cached) await askOnce(chatUrl, question);
  for (const question of cached) await untilHit(chatUrl, question);
  context.say(`${cached.length} questions cached, probing ${all.length} combinations of words`);
  const supply: string[] = [];
  for (const { wordings } of all) {
    const probes = [wordings[0] ?? '', wordings.at(-1) ?? ''];
    if (!(await hitsAll(chatUrl, probes))) continue;
    supply.push(...wordings.slice(1, -1));
  }
  notes.push(`${supply.length} wordings to send, of combinations of which two probes hit`);
  return shuffled(supply);
}

async function hitsAll(chatUrl: string, probes: readonly string[]): Promise<boolean> {
  for (const probe of probes) {
    // Probing must leave nothing behind: what it stored would be the nearest neighbour afterwards.
    const { cacheStatus } = await askOnce(chatUrl, probe, { 'cache-control': 'no-store' });
    if (!/;\s*hit\b.*detail=semantic/.test(cacheStatus)) return false;
  }
  return true;
}

/** Bodies in order for each way; `wrapped` says whether a wording went to the gateway twice. */
function senders(supply: readonly string[]): { bodies: Bodies; wrapped: () => boolean } {
  let direct = 0;
  let gateway = 0;
  return {
    bodies: {
      direct: () => chatBody(supply[direct++ % supply.length] ?? ''),
      gateway: () => chatBody(supply[gateway++ % supply.length] ?? ''),
    },
    wrapped: () => gateway > supply.length,
  };
}

function shuffled(items: readonly string[]): readonly string[] {
  const random = seededRandom(1);
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
