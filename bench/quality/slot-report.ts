import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLocalEmbedder, type Embedder } from '#embeddings';
import { compareSlots, readSlots } from '../../cache/slots/index.ts';
import {
  type ChecklistPair,
  DATA_FOLDER,
  DOMAINS,
  type GoldPair,
  hasData,
  type Intent,
  readChecklist,
  readGoldPairs,
  readIntents,
} from './data.ts';
import { createSlotReader, DEFAULT_BOUND, type SlotReader, vetoOf } from './decisions.ts';
import { type Share, share } from './intervals.ts';
import { createProgress } from './progress.ts';
import { measureSlotCosts, type SlotCosts, type SlotData } from './slot-costs.ts';
import { costTables, slotsPage } from './slots-page.ts';
import { asText } from './tables.ts';
import { embedAll, type Vectors } from './vectors.ts';

/** What `bench/results/slots.json` holds. */
export interface SlotReport {
  readonly command: string;
  /** Day of the run, YYYY-MM-DD. */
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly model: { readonly spaceId: string; readonly sha256: string };
  /** Gold pairs, question sets and adversarial pairs with cosine ≥ 0.85. */
  readonly near: SlotCosts;
  /** The training pairs with cosine ≥ 0.85: labelled once, unweighted, and read while the slots were written. */
  readonly training: SlotCosts;
  /** All pairs of the question sets, near and far. */
  readonly all: SlotCosts;
  /** The same of question sets that were not looked at. */
  readonly unseen: SlotCosts;
  /** Adversarial pairs at the bundled bound, with vetoes. */
  readonly adversarial: {
    readonly bound: number;
    readonly falseAccept: Readonly<Record<string, Share>>;
    readonly macro: number;
    readonly accept: Share;
    /** Without the pairs that swap the sides of a comparison, which are vetoed on purpose. */
    readonly acceptUnswapped: Share;
  };
  /** Pairs written for this purpose, `test/data/slots/pairs.jsonl`. */
  readonly written: Readonly<Record<WrittenPair['part'], Written>>;
  /** Processor time of one comparison of texts whose slots are read, and of reading a text, in microseconds. */
  readonly micros: { readonly compare: number; readonly read: number };
}

export interface Written {
  readonly vetoedRightly: number;
  readonly vetoedWrongly: number;
  readonly missed: number;
  readonly passedRightly: number;
}

export interface WrittenPair {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  readonly slot: string;
  readonly part: 'dev' | 'held-out';
}

const ROOT = join(import.meta.dirname, '../..');
const MODEL_FOLDER = join(ROOT, 'embeddings/models/all-MiniLM-L6-v2');
const FLOOR = 0.85;
const ROUNDS = 15;
const SWAPPED = 'SRL: Order does not matter for comparison';
const NOTHING: SlotData = { gold: [], intents: [], checklist: [] };
const HELP = `node bench/quality/slot-report.ts [options]

Measures what each slot costs and prevents, as a veto and where it only weighs.

  --json FILE   write the report there too
  --page FILE   write the page of the documentation there too
  --help        this text

The data are expected in ../shared/data beside the repository; without them nothing is measured. The first run embeds
40,000 texts; later runs read their vectors from node_modules/.cache/quality.
`;

async function printSlotCosts(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      page: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (!hasData()) return console.log(`Skipped: no development data in ${DATA_FOLDER}.`);
  const embedder = createLocalEmbedder({ folder: MODEL_FOLDER, threads: 2 });
  try {
    // From the rounded figures, so that the page can be made again from the file.
    const report = JSON.parse(JSON.stringify(await measure(embedder), rounded)) as SlotReport;
    for (const table of costTables(report)) console.log(asText(table));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
    if (values.page !== undefined) writeFileSync(values.page, slotsPage(report));
  } finally {
    await embedder.close();
  }
}

async function measure(embedder: Embedder): Promise<SlotReport> {
  const sha256 = createHash('sha256')
    .update(readFileSync(join(MODEL_FOLDER, 'onnx/model_quantized.onnx')))
    .digest('hex');
  const gold = readGoldPairs();
  const training = readTraining();
  const checklist = readChecklist();
  const intents = DOMAINS.flatMap(readIntents);
  const vectors = await embedAll(
    [
      ...[...gold, ...training].flatMap(({ asked, cached }) => [asked, cached]),
      ...checklist.flatMap(({ a, b }) => [a, b]),
      ...intents.flatMap(({ asked, lookalikes }) => [...asked, ...lookalikes.map(({ text }) => text)]),
    ],
    embedder,
    join(ROOT, 'node_modules/.cache/quality', `slots-${sha256.slice(0, 16)}`),
    createProgress(process.stderr),
  );
  const slotsOf = createSlotReader();
  return {
    command: 'node bench/quality/slot-report.ts --json bench/results/slots.json --page docs/slots.md',
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim(),
    node: process.version,
    model: { spaceId: embedder.spaceId, sha256 },
    near: measureSlotCosts({ gold, intents, checklist }, FLOOR, vectors, slotsOf),
    training: measureSlotCosts({ ...NOTHING, gold: training }, FLOOR, vectors, slotsOf),
    all: measureSlotCosts({ ...NOTHING, intents }, 0, undefined, slotsOf),
    unseen: measureSlotCosts({ ...NOTHING, intents: readUnseenIntents() }, 0, undefined, slotsOf),
    adversarial: measureAdversarial(checklist, vectors, slotsOf),
    written: { dev: judgeWritten('dev'), 'held-out': judgeWritten('held-out') },
    micros: measureMicros(gold),
  };
}

function measureAdversarial(
  pairs: readonly ChecklistPair[],
  vectors: Vectors,
  slotsOf: SlotReader,
): SlotReport['adversarial'] {
  const served = ({ a, b }: ChecklistPair): boolean =>
    vectors.cosine(a, b) >= DEFAULT_BOUND && vetoOf(b, a, slotsOf) === undefined;
  const shareOf = (some: readonly ChecklistPair[]): Share => share(some.filter(served).length, some.length);
  const positive = pairs.filter(({ label }) => label === 1);
  const capabilities = Map.groupBy(
    pairs.filter(({ label }) => label === 0),
    ({ capability }) => capability,
  );
  const falseAccept = Object.fromEntries([...capabilities].map(([name, some]) => [name, shareOf(some)]));
  const rates = Object.values(falseAccept).map(({ value }) => value);
  return {
    bound: DEFAULT_BOUND,
    falseAccept,
    macro: rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length),
    accept: shareOf(positive),
    acceptUnswapped: shareOf(positive.filter(({ capability, test }) => `${capability}: ${test}` !== SWAPPED)),
  };
}

/** Question sets of domains that nobody looked at while the slots were written. */
function readUnseenIntents(): readonly Intent[] {
  const folder = join(ROOT, 'train/data/faq');
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return files.flatMap((file) => rowsOf<Intent>(join(folder, file)));
}

function rowsOf<Row>(file: string): readonly Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => JSON.parse(row) as Row);
}

/** `weight` 1: they stand for nothing but themselves. */
function readTraining(): readonly GoldPair[] {
  const file = join(DATA_FOLDER, 'gold-train.jsonl');
  if (!existsSync(file)) return [];
  return rowsOf<GoldPair>(file).map((pair) => ({ ...pair, weight: 1 }));
}

export function readWritten(): readonly WrittenPair[] {
  return rowsOf(join(ROOT, 'test/data/slots/pairs.jsonl'));
}

export function judgeWritten(part: WrittenPair['part']): Written {
  const judged = readWritten()
    .filter((pair) => pair.part === part)
    .map(({ a, b, same }) => ({ same, vetoed: compareSlots(readSlots(a), readSlots(b)).veto !== undefined }));
  const count = (isSame: boolean, isVetoed: boolean): number =>
    judged.filter(({ same, vetoed }) => same === isSame && vetoed === isVetoed).length;
  return {
    vetoedRightly: count(false, true),
    vetoedWrongly: count(true, true),
    missed: count(false, false),
    passedRightly: count(true, false),
  };
}

function measureMicros(pairs: readonly GoldPair[]): SlotReport['micros'] {
  const read = pairs.map(({ asked, cached }) => [readSlots(asked), readSlots(cached)] as const);
  return {
    compare: medianMicros(pairs.length, () => {
      for (const [asked, cached] of read) compareSlots(asked, cached);
    }),
    read: medianMicros(pairs.length, () => {
      for (const { asked } of pairs) readSlots(asked);
    }),
  };
}

/** Median over rounds; the first ones warm the compiler. Processor time counts what else runs here for less. */
function medianMicros(count: number, work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = process.cpuUsage();
    work();
    return process.cpuUsage(started).user / Math.max(1, count);
  });
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

if (process.argv[1] === import.meta.filename) await printSlotCosts();
