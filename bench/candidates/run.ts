import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLocalEmbedder } from '#embeddings';
import { createProgress, type Progress } from '../quality/progress.ts';
import { embedAll, type Vectors } from '../quality/vectors.ts';
import { measureEmbedding, measureSearch } from './cost.ts';
import { candidatesPage } from './page.ts';
import { readQuestionSets } from './question-sets.ts';
import { ANSWER_TEXTS, answerText, measureRecall } from './recall.ts';
import type { CandidatesReport } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const HELP = `npm run bench:candidates -- [options]

Measures how often the right entry is among the nearest five, with and without vectors of the answers, and what
vectors of answers cost. Takes a few minutes; vectors are kept in node_modules/.cache/candidates.

  --json FILE   write the report there too
  --page FILE   write the page of the documentation there too
  --costs       measures only what it costs; what FILE of --json says of recall is kept
  --help        this text
`;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    page: { type: 'string' },
    costs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const embedder = createLocalEmbedder({ folder: 'all-MiniLM-L6-v2', threads: 1 });
  const progress = createProgress(process.stderr);
  try {
    const sets = readQuestionSets();
    const intents = [...sets.values()].flat();
    const answers = intents.map(({ answer }) => answer);
    const folder = join(ROOT, 'node_modules/.cache/candidates', encodeURIComponent(embedder.spaceId));
    const embed = (texts: readonly string[]) => embedAll(texts, embedder, folder, progress);
    const measured = values.costs ? readEarlier() : await measureSets(sets, embed, progress);
    const some = intents.slice(0, 1_000).flatMap(({ asked: [first = ''] }) => first);
    const vectors = await embed(some);
    const report: CandidatesReport = {
      command: 'npm run bench:candidates -- --json bench/results/candidates.json --page docs/candidates.md',
      date: new Date().toISOString().slice(0, 10),
      commit: git('rev-parse', '--short', 'HEAD'),
      dirty: git('status', '--porcelain', '--', 'cache/vectors', 'embeddings', 'bench/candidates') !== '',
      node: process.version,
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] ?? 0 },
      model: { spaceId: embedder.spaceId, dimensions: embedder.dimensions },
      ...measured,
      embedding: await measureEmbedding(embedder, (at, chars) =>
        answerText(answers, at, { text: 'lengthened', chars }),
      ),
      search: await measureSearch(some.map(vectors.of), embedder.dimensions),
    };
    const written = JSON.parse(JSON.stringify(report, rounded)) as CandidatesReport;
    console.log(candidatesPage(written));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(written, null, 1)}\n`);
    if (values.page !== undefined) writeFileSync(values.page, candidatesPage(written));
  } finally {
    await embedder.close();
  }
}

type OfSets = Pick<CandidatesReport, 'data' | 'recall'>;

async function measureSets(
  sets: ReturnType<typeof readQuestionSets>,
  embed: (texts: readonly string[]) => Promise<Vectors>,
  progress: Progress,
): Promise<OfSets> {
  const intents = [...sets.values()].flat();
  const answers = intents.map(({ answer }) => answer);
  const vectors = await embed([
    ...intents.flatMap(({ asked }) => asked),
    ...ANSWER_TEXTS.flatMap((how) => answers.map((_, at) => answerText(answers, at, how))),
  ]);
  const lengths = answers.map(({ length }) => length).toSorted((a, b) => a - b);
  return {
    data: {
      domains: sets.size,
      questions: intents.length,
      answerCharsMedian: lengths[Math.floor(lengths.length / 2)] ?? 0,
      answerCharsMost: lengths.at(-1) ?? 0,
    },
    recall: measureRecall(intents, vectors, progress),
  };
}

/** What was measured of the sets before. */
function readEarlier(): OfSets {
  if (values.json === undefined) throw new Error('--costs needs --json FILE, whose recall is kept');
  const { data, recall } = JSON.parse(readFileSync(values.json, 'utf8')) as CandidatesReport;
  return { data, recall };
}

/** Four digits are more than any figure is worth. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
