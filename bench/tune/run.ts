import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLED_BOUND } from '#cache';
import { loadConfig } from '#config';
import { createLocalEmbedder } from '#embeddings';
import { scoreAll } from '#tune';
import { openScorer } from '../../src/cli/open-scorer.ts';
import { DATA_FOLDER, hasData } from '../quality/data.ts';
import { createProgress } from '../quality/progress.ts';
import { embedAll } from '../quality/vectors.ts';
import { comparePool } from './compare.ts';
import { figuresTable, withFigures } from './page.ts';
import { goldPool, questionPool, questionTexts } from './pools.ts';
import type { PoolFigures, TuneBenchReport } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const HELP = `npm run bench:tune -- [options]

Holds bars from 500 labels against bars from all labels, on pairs that neither has seen.

  --labels N   labels that are taken (500)
  --repeats N  with other parts each time (50)
  --json FILE  write the report there too
  --page FILE  put the figures into this page
  --help       this text

The data are expected in ../shared/data beside the repository; without them nothing is measured.
`;

const { values } = parseArgs({
  options: {
    labels: { type: 'string', default: '500' },
    repeats: { type: 'string', default: '50' },
    json: { type: 'string' },
    page: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else if (!hasData()) console.log(`Skipped: no development data in ${DATA_FOLDER}.`);
else await run(Number(values.labels), Number(values.repeats));

async function run(labels: number, repeats: number): Promise<void> {
  const progress = createProgress(process.stderr);
  const pools: PoolFigures[] = [];
  // Nobody knows answers to the gold pairs, and the bundled decision reads them: there a similarity decides.
  for (const [pool, env] of [
    [goldPool(), { REPRISE_CACHE__BOUND: String(BUNDLED_BOUND) }],
    [questionPool(await questionVectors()), {}],
  ] as const) {
    const { scorer, close } = await openScorer(loadConfig({ env, cwd: ROOT }).config);
    const signal = new AbortController().signal;
    const scores = await scoreAll(scorer, pool.pairs, signal, (done) =>
      progress(`scoring ${pool.name}`, done, pool.pairs.length),
    );
    pools.push(await comparePool(pool, scores, scorer, { labels, repeats }));
    await close();
  }
  const report: TuneBenchReport = {
    command: 'npm run bench:tune -- --json bench/results/tune.json --page docs/tune.md',
    date: new Date().toISOString().slice(0, 10),
    commit: git('rev-parse', '--short', 'HEAD'),
    dirty: git('status', '--porcelain', '--', 'cache', 'embeddings', 'src/tune', 'bench/tune') !== '',
    repeats,
    labels,
    pools,
  };
  console.log(figuresTable(report));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, rounded, 1)}\n`);
  // From the rounded figures, so that the page can be made again from the file.
  const written = JSON.parse(JSON.stringify(report, rounded)) as TuneBenchReport;
  if (values.page !== undefined)
    writeFileSync(values.page, withFigures(readFileSync(values.page, 'utf8'), written));

  async function questionVectors() {
    const folder = join(ROOT, 'embeddings/models/all-MiniLM-L6-v2');
    const embedder = createLocalEmbedder({ folder, threads: 1 });
    const cache = join(ROOT, 'node_modules/.cache/tune', embedder.spaceId.replace(/[^\w.-]/g, '-'));
    const vectors = await embedAll(questionTexts(), embedder, cache, progress);
    await embedder.close();
    return vectors;
  }
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
