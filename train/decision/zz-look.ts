import { join } from 'node:path';
import { createLocalEmbedder, createLocalVerifier } from '#embeddings';
import { predict, FEATURES, READ_FEATURES } from '#cache';
import { createProgress } from '../../bench/quality/progress.ts';
import { readAllPairs } from '../../bench/quality/readings.ts';
import { embedAll } from '../../bench/quality/vectors.ts';
import { createRandom } from '../../cache/decision/random.ts';
import { fitWeights } from './fit-weights.ts';
import { outcomesOf } from './outcomes.ts';
import { allDomains, readDomains, readSplit } from './question-set.ts';
import { sceneOf } from './traffic.ts';
import { weighScene } from './weigh-scene.ts';
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/decision');
const progress = createProgress(process.stderr);
const embedder = createLocalEmbedder({ folder: 'all-MiniLM-L6-v2' });
const verifier = createLocalVerifier({ folder: process.argv[2]! });
const split = readSplit(); const there = new Set(allDomains());
const part = (d: readonly string[], forms: number[]) => d.filter((x) => there.has(x)).flatMap((x) => forms.map((f) => sceneOf(readDomains([x]), f, createRandom(f))));
const sets = { fit: part(split.fit,[1,4]), cal: part(split.calibrate,[1,4]), con1: part(split.confirm,[1]), con4: part(split.confirm,[4]) };
const scenes = Object.values(sets).flat();
const vectors = await embedAll(scenes.flatMap(({ cached, requests }) => [...cached.flatMap(({ question, answer }) => [question, answer]), ...requests.map(({ text }) => text)]), embedder, join(CACHE, 'vectors'), progress);
const W = Object.fromEntries(Object.entries(sets).map(([k, s]) => [k, s.flatMap((x) => weighScene(x, vectors))])) as Record<keyof typeof sets, ReturnType<typeof weighScene>>;
const readings = await readAllPairs(Object.values(W).flatMap((a) => a.flatMap(({ open }) => open.map(({ reading }) => reading))), verifier, CACHE, progress);
await embedder.close(); await verifier.close();
const fitOn = process.argv[3] === 'all' ? [...W.fit, ...W.cal] : W.fit;
const w = fitWeights(fitOn, readings);
console.log('floor', w.readFloor);
console.log(READ_FEATURES.map((f, j) => [f, w.quick.weights[j]?.toFixed(2) ?? '', w.read.weights[j]?.toFixed(2)]).sort((a, b) => Math.abs(Number(b[2])) - Math.abs(Number(a[2]))).slice(0, 22).map((x) => x.join(' ')).join(' | '));
for (const [name, use] of [['quick', { ...w, read: undefined }], ['read', { ...w, readFloor: 0 }]] as const)
  for (const set of ['con1', 'con4'] as const) {
    const o = outcomesOf(W[set], use, readings, 2);
    const looks = o.filter((x) => x.kind === 'lookalike').map((x) => x.p).sort((a, b) => b - a);
    const line = [0.005, 0.01, 0.02, 0.05, 0.1].map((level) => {
      const bar = looks[Math.floor(looks.length * level)] ?? 1;
      const acc = (k: string, right: boolean) => { const all = o.filter((x) => x.kind === k); return (100 * all.filter((x) => x.p > bar && x.wrong !== right).length / all.length).toFixed(1); };
      return `@${level}: asked ${acc('asked', true)} wrong ${acc('asked', false)} light ${acc('light', true)}/${acc('light', false)}`;
    });
    console.log(name, set, line.join(' | '));
    // per served
    const s = o.toSorted((a, b) => b.p - a.p); let sv = 0, wr = 0, best: Record<string, string> = {};
    for (const x of s) { sv += x.weight ?? 1; if (x.wrong) wr += x.weight ?? 1; for (const b of [0.005, 0.01, 0.02, 0.03, 0.05]) if (wr / sv <= b) best[b] = `${(100 * sv / o.reduce((t, y) => t + (y.weight ?? 1), 0)).toFixed(1)}%@p${x.p.toFixed(3)}`; }
    console.log('  hit rate by empirical budget', JSON.stringify(best));
  }
