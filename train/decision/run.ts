// Fits the decision's weights, chooses its bars and confirms them, each on question sets of their own: see train/README.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { predict } from '#cache';
import { createLocalEmbedder, createLocalVerifier } from '#embeddings';
import { createProgress } from '../../bench/quality/progress.ts';
import { startOf } from '../../bench/quality/question-sets.ts';
import { openReadings } from '../../bench/quality/readings.ts';
import { embedAll } from '../../bench/quality/vectors.ts';
import { createRandom } from '../../cache/decision/random.ts';
import { barsOf, reportOf } from './bars.ts';
import { fitWeights } from './fit-weights.ts';
import { allDomains, type Intent, readDomains, readSplit } from './question-set.ts';
import { type Scene, sceneOf } from './traffic.ts';
import { type Weighed, weighScene } from './weigh-scene.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/decision');
/** One form of each intent, alone and among its neighbours; a cache that has seen half of what is asked; an old one. */
const SCENES = [
  { forms: 1, share: 1, rivals: 0.05, seed: 0 },
  { forms: 1, share: 1, rivals: 1, seed: 0 },
  { forms: 2, share: 0.5, rivals: 1, seed: 1 },
  { forms: 4, share: 1, rivals: 1, seed: 2 },
];

const { values } = parseArgs({
  options: {
    verifier: { type: 'string', default: 'reprise-verifier' },
    out: { type: 'string', default: join(ROOT, 'cache/decision/bundled.json') },
    figures: { type: 'string', default: join(ROOT, 'bench/results/decision.json') },
  },
});
const progress = createProgress(process.stderr);
const embedder = createLocalEmbedder({ folder: 'all-MiniLM-L6-v2' });
const verifier = createLocalVerifier({ folder: values.verifier });

const split = readSplit();
const there = new Set(allDomains());
const part = (domains: readonly string[]): readonly (readonly Scene[])[] =>
  domains.filter((domain) => there.has(domain)).map((domain) => scenesOf(readDomains([domain])));
const scenesOf = (intents: readonly Intent[]): readonly Scene[] =>
  SCENES.map(({ seed, ...scene }) => sceneOf(intents, { ...scene, random: createRandom(seed) }));

const parts = {
  fit: part(split.fit).flat(),
  calibrate: part(split.calibrate).flat(),
  confirm: part(split.confirm).flat(),
};
const scenes = Object.values(parts).flat();
const vectors = await embedAll(
  scenes.flatMap(({ cached, requests }) => [
    ...cached.flatMap(({ question, answer }) => [question, startOf(answer)]),
    ...requests.map(({ text }) => text),
  ]),
  embedder,
  join(CACHE, 'vectors'),
  progress,
);
const weigh = (of: readonly Scene[]) => of.flatMap((scene) => weighScene(scene, vectors));
const weighed = {
  fit: weigh(parts.fit),
  calibrate: weigh(parts.calibrate),
  confirm: weigh(parts.confirm),
};
const readings = openReadings(verifier, CACHE);
await readings.readAll(
  weighed.fit.flatMap(({ open }) => open.map(({ reading }) => reading)),
  progress,
);
const weights = fitWeights(weighed.fit, readings);
const worthReading = ({ open }: Weighed) => {
  const quick = open.map(({ row, reading }) => ({ reading, p: predict(weights.quick, row) }));
  if (quick.some(({ p }) => p >= weights.readUpTo)) return [];
  return quick.filter(({ p }) => p >= weights.readFrom).map(({ reading }) => reading);
};
await readings.readAll([...weighed.calibrate, ...weighed.confirm].flatMap(worthReading), progress);
await Promise.all([embedder.close(), verifier.close()]);

const bars = barsOf(weighed.calibrate, weights, readings);
const report = reportOf(weighed.confirm, weights, bars, readings);
const count = (domains: readonly string[]): string =>
  domains.filter((domain) => there.has(domain)).join(', ');
writeFileSync(
  values.out,
  `${JSON.stringify(
    {
      version: 1,
      provenance: {
        madeBy: 'npm run train:decision',
        date: new Date().toISOString().slice(0, 10),
        fitted: `question sets ${count(split.fit)}`,
        calibrated: `question sets ${count(split.calibrate)}; 35 % light rewordings, 35 % other words, 20 % look-alikes, 10 % new questions`,
      },
      spaceId: embedder.spaceId,
      verifierId: verifier.id,
      ...weights,
      bars,
    },
    undefined,
    1,
  )}\n`,
);
writeFileSync(
  values.figures,
  `${JSON.stringify({ split, spaceId: embedder.spaceId, verifierId: verifier.id, report }, undefined, 1)}\n`,
);
process.stdout.write(`${JSON.stringify({ bars, report }, undefined, 1)}\n`);
