import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLocalEmbedder } from '#embeddings';
import { DATA_FOLDER, hasData } from '../quality/data.ts';
import { createProgress } from '../quality/progress.ts';
import { embedAll } from '../quality/vectors.ts';
import type { MeasureTask } from './measure.ts';
import { vectorsPage } from './page.ts';
import type { BuildFigures, LoadFigures, ScanFigures, SizeFigures, VectorsReport } from './report.ts';
import { type RowsFile, splitTexts, writeRows } from './rows.ts';
import { readTexts } from './texts.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODEL = join(ROOT, 'embeddings/models/all-MiniLM-L6-v2');
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** The default first; then those it was chosen from. */
const EFFORTS = [128, 16, 32, 64, 96, 256];
const QUERIES = 500;
const HELP = `npm run bench:vectors [-- options]

Measures the vectors in process at several sizes of one partition: the exact scan, the index, its build and its load,
and the index's recall against the scan, on embeddings of real texts.

  --sizes N,N   sizes to measure (default ${SIZES.join(',')})
  --efforts N,N candidates kept while searching, the first is the one to report (default ${EFFORTS.join(',')})
  --cache DIR   where embeddings and vectors are kept between runs, up to 4 GB (default a folder for temporary files)
  --json FILE   write the report there; sizes it has already and that are not measured now are kept
  --again       search again in graphs that an earlier run left in the cache folder, and keep its figures of their
                building
  --page FILE   write the page of the documentation there
  --only-page   measure nothing: make the page from the report
  --help        this text

The texts are expected in ../shared/data beside the repository; without them nothing is measured. The first run embeds
100,000 of them (some minutes).
`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: SIZES.join(',') },
    efforts: { type: 'string', default: EFFORTS.join(',') },
    cache: { type: 'string', default: join(tmpdir(), 'reprise-bench-vectors') },
    again: { type: 'boolean', default: false },
    json: { type: 'string' },
    page: { type: 'string' },
    'only-page': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else if (values['only-page']) writePage();
else if (!hasData()) console.log(`Skipped: no development data in ${DATA_FOLDER}.`);
else await run();

async function run(): Promise<void> {
  const sizes = values.sizes.split(',').map(Number);
  const efforts = values.efforts.split(',').map(Number);
  if ([...sizes, ...efforts].some((number) => !(number > 0))) {
    console.error(`not a number above 0 among ${values.sizes} and ${values.efforts}`);
    process.exitCode = 2;
    return;
  }
  const embedder = createLocalEmbedder({ folder: MODEL, threads: 1 });
  const { spaceId, dimensions } = embedder;
  const folder = join(values.cache, spaceId.replace(/[^\w.-]+/g, '-'));
  const texts = readTexts();
  const { asked, stored } = splitTexts(texts, QUERIES);
  const vectors = await embedAll(texts.all, embedder, folder, createProgress(process.stderr));
  await embedder.close();

  const queries = writeRows(folder, 'queries', asked, vectors, dimensions, asked.length);
  const earlier = earlierSizes();
  let report: VectorsReport = {
    command: ['npm run bench:vectors --', ...process.argv.slice(2)].join(' '),
    ...about(),
    spaceId,
    dimensions,
    queries: QUERIES,
    sizes: earlier,
  };
  for (const size of sizes) {
    const rows = writeRows(folder, `rows-${size}`, stored, vectors, dimensions, size);
    const built = values.again ? earlier.find(({ vectors }) => vectors === size)?.build : undefined;
    const parts = { rows, queries, folder, dimensions, spaceId, commit: report.commit, built };
    const figures = measureSize(parts, efforts);
    const kept = report.sizes.filter(({ vectors }) => vectors !== size);
    report = { ...report, sizes: [...kept, figures].toSorted((a, b) => a.vectors - b.vectors) };
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, rounded, 1)}\n`);
  }
  console.log(JSON.stringify(report, rounded, 1));
  if (values.page !== undefined) writePage();
}

interface Parts {
  readonly rows: RowsFile;
  readonly queries: RowsFile;
  readonly folder: string;
  readonly dimensions: number;
  readonly spaceId: string;
  readonly commit: string;
  /** Of an earlier run whose graph is still there. */
  readonly built: BuildFigures | undefined;
}

function measureSize(parts: Parts, efforts: readonly number[]): SizeFigures {
  const { rows, queries, folder, dimensions, spaceId } = parts;
  const snapshots = join(folder, `snapshots-${rows.count}`);
  const [ef = 0] = efforts;
  const task = {
    rows: rows.path,
    count: rows.count,
    queries: queries.path,
    queryCount: queries.count,
    ...{ dimensions, spaceId, snapshots, truth: join(folder, `truth-${rows.count}.json`), ef },
  };
  const scan = measure<ScanFigures>({ ...task, kind: 'scan' });
  const build = existsSync(snapshots) ? parts.built : undefined;
  if (!build) rmSync(snapshots, { recursive: true, force: true });
  mkdirSync(snapshots, { recursive: true });
  return {
    vectors: rows.count,
    real: rows.real,
    commit: parts.commit,
    scan,
    build: build ?? measure<BuildFigures>({ ...task, kind: 'build' }),
    loads: efforts.map((ef) => measure<LoadFigures>({ ...task, kind: 'load', ef })),
  };
}

function measure<Figures>(task: MeasureTask): Figures {
  console.error(`${task.count} vectors: ${task.kind}${task.kind === 'load' ? `, ef ${task.ef}` : ''}`);
  const program = join(import.meta.dirname, 'measure.ts');
  const output = execFileSync(process.execPath, ['--expose-gc', program, JSON.stringify(task)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as Figures;
}

/** Of the report that is there. */
function earlierSizes(): readonly SizeFigures[] {
  if (values.json === undefined || !existsSync(values.json)) return [];
  return (JSON.parse(readFileSync(values.json, 'utf8')) as VectorsReport).sizes;
}

function writePage(): void {
  const report = JSON.parse(
    readFileSync(values.json ?? join(ROOT, 'bench/results/vectors.json'), 'utf8'),
  ) as VectorsReport;
  writeFileSync(values.page ?? join(ROOT, 'docs/vectors.md'), vectorsPage(report));
}

function about(): Pick<VectorsReport, 'date' | 'commit' | 'dirty' | 'node' | 'packages' | 'machine'> {
  const own = [':(glob)cache/vectors/*.ts', 'cache/vectors/hnsw', 'bench/vectors', 'embeddings/local'];
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: git('rev-parse', '--short', 'HEAD'),
    dirty: git('status', '--porcelain', '--', ...own) !== '',
    node: process.versions.node,
    packages: { 'hnswlib-node': versionOf('hnswlib-node') },
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGb: totalmem() / 1e9 },
  };
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** Five digits are more than any figure is worth, and keep the file readable. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
