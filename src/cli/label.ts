import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '#config';
import type { LabelledPair, LabelProgress, PairLabel, PickedPair, Picking } from '#tune';
import { readKeys } from './keys.ts';
import { readConfig, type StartOptions } from './start.ts';
import { endWithPipe, fail } from './until-stopped.ts';
import { expectWritable } from './write-page.ts';

interface LabelCommandOptions extends StartOptions {
  readonly out: string;
  readonly limit?: number;
  readonly seed: number;
}

/** As in `reprise tune`. */
const DELTA = 0.05;

const LABELS: Readonly<Record<string, PairLabel>> = { s: 'same', d: 'different', u: 'unsure' };
const KEYS = 's same · d different · u unsure · b back · q quit';
const HELP = `
PAIRS has one pair per line (JSON) or row (CSV with a header): asked and cached, and where they are known answer,
cluster, time, weight and cost, as in reprise tune. The question to answer each time: may the cached answer, as it
stands, be given to who asks this?

  s  same: right and sufficient, the asker would not notice
  d  different: wrong, about something else, or something that was asked for is missing
  u  unsure: one could argue both ways
  b  back to the one before
  q  quit; the next run goes on where this one stopped

Without a terminal each line of the input is one key. docs/label.md says which pairs are shown, and why.`;

/** Adds `reprise label`: shows the pairs whose labels tell most, and writes a file for `reprise tune`. */
export function addLabelCommand(program: Command): void {
  program
    .command('label')
    .description('label pairs of questions, those that tell most first; feeds reprise tune')
    .argument('<pairs>', 'file of pairs')
    .option('-o, --out <file>', 'file of labels, added to and gone on with', 'labels.jsonl')
    .option('-n, --limit <count>', 'stop after so many', wholeNumber)
    .option('-c, --config <file>', 'configuration file')
    .option('--seed <number>', 'decides the order within pairs of like score', wholeNumber, 1)
    .addHelpText('after', HELP)
    .action(runLabel);
}

async function runLabel(file: string, options: LabelCommandOptions): Promise<void> {
  const { config } = readConfig(options);
  endWithPipe();
  const room = await import('#tune');
  const earlier = await readEarlier(room, options.out);
  const picking = await pick(room, file, earlier, config, options.seed);
  if (picking.waiting.length === 0) {
    console.log(`Nothing is left to label: all ${picking.labelled} pairs have a label.`);
    return;
  }
  const output = openOutput(options.out);
  try {
    await ask(room, picking, output, options.limit ?? Number.POSITIVE_INFINITY);
  } finally {
    output.close();
  }
  const labels = await readEarlier(room, options.out);
  const budget = config.cache.errorBudget;
  const progress = room.labelProgress(labels, (key) => picking.scores.get(key), budget, DELTA);
  console.log(`\n${labels.length} labels in ${options.out}. ${progressWords(progress, budget)}`);
  console.log(`Use them: reprise tune ${options.out}`);
}

function progressWords(progress: LabelProgress, budget: number): string {
  const goal = `an error budget of ${budget}`;
  switch (progress.type) {
    case 'enough':
      return `They may do for ${goal}.`;
    case 'missing':
      return `About ${progress.labels} more are missing for ${goal}, if they turn out like these.`;
    case 'hopeless':
      return `More would not do for ${goal}: the decision is wrong too often at every bar.`;
  }
}

type Room = typeof import('#tune');

async function readEarlier(
  { readLabels, PairFileError }: Room,
  out: string,
): Promise<readonly LabelledPair[]> {
  if (!existsSync(out)) return [];
  const { pairs, broken } = await readLabels(out).catch((error: unknown) => {
    if (error instanceof PairFileError) return { pairs: [], broken: [] };
    throw error;
  });
  const [first] = broken;
  if (first !== undefined)
    fail(`${out}:${first.line}: ${first.problem}. Mend it, or name another file with --out.`);
  return pairs;
}

/** Scores the pairs with the decision in force, and orders them. */
async function pick(
  room: Room,
  file: string,
  earlier: readonly LabelledPair[],
  config: Config,
  seed: number,
): Promise<Picking> {
  const { createProgressBar } = await import('#report');
  const { openScorer } = await import('./open-scorer.ts');
  const progress = createProgressBar(process.stderr);
  const { pairs, broken } = await room.readPairs(file).catch((error: unknown) => {
    if (error instanceof room.PairFileError) return fail(error.message);
    throw error;
  });
  if (broken.length > 0)
    console.error(`${broken.length} lines of ${file} could not be read and are left out.`);
  if (pairs.length === 0) fail(`${file} has no pair that could be read.`);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  const { scorer, close } = await openScorer(config);
  try {
    const scores = await room.scoreAll(scorer, pairs, interrupted.signal, (done) =>
      progress.at('scoring', done, pairs.length),
    );
    return room.pickPairs(pairs, scores, earlier, {
      bar: scorer.bar,
      budget: config.cache.errorBudget,
      seed,
    });
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    return fail('Stopped.');
  } finally {
    process.removeListener('SIGINT', interrupt);
    progress.end();
    await close();
  }
}

/** Shows one pair after the other until somebody quits, the input ends or none is left. */
async function ask(room: Room, picking: Picking, output: Output, limit: number): Promise<void> {
  const { waiting } = picking;
  const last = Math.min(waiting.length, limit);
  let at = 0;
  const show = (): void => {
    const picked = waiting[at];
    if (picked !== undefined) console.log(screen(picked, picking.labelled + at + 1));
  };
  show();
  for await (const key of readKeys(process.stdin)) {
    const picked = waiting[at];
    const label = LABELS[key];
    if (key === 'q' || picked === undefined) return;
    if (label !== undefined) {
      output.add(room.labelLine(picked, label));
      console.log(styleText('dim', label));
      at += 1;
      if (at >= last) return;
    } else if (key === 'b' && at > 0) {
      output.takeBack();
      at -= 1;
    } else {
      console.log(key === 'b' ? 'This is the first of this run.' : KEYS);
      continue;
    }
    show();
  }
}

function screen({ pair, score }: PickedPair, number: number): string {
  const facts = [
    `probability ${score.p.toFixed(3)}`,
    ...(score.similarity === undefined ? [] : [`cosine ${score.similarity.toFixed(3)}`]),
    ...(score.vetoes.length === 0 ? [] : [`forbidden by ${score.vetoes.join(', ')}`]),
  ];
  const lines = [
    `\n${styleText('bold', `${number}`)}  ${styleText('dim', facts.join(' · '))}`,
    `  asked   ${shown(pair.asked)}`,
    `  cached  ${shown(pair.cached)}`,
    ...(pair.answer === undefined ? [] : [`  answer  ${shown(pair.answer)}`]),
    styleText('dim', `  ${KEYS}`),
  ];
  return lines.join('\n');
}

const MOST_SHOWN = 1_500;

/** What would move the cursor is no text. */
const shown = (text: string): string =>
  text
    .slice(0, MOST_SHOWN)
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replaceAll('\n', '\n          ') + (text.length > MOST_SHOWN ? ' …' : '');

interface Output {
  readonly add: (line: string) => void;
  /** Takes the last line of this run away again. */
  readonly takeBack: () => void;
  readonly close: () => void;
}

/** Each label is in the file before the next pair is shown. */
function openOutput(path: string): Output {
  expectWritable(path);
  const file = openSync(path, 'a+', 0o600);
  const begins: number[] = [];
  const size = (): number => fstatSync(file).size;
  const end = Buffer.alloc(1);
  if (size() > 0 && readSync(file, end, 0, 1, size() - 1) === 1 && end[0] !== 0x0a) writeSync(file, '\n');
  return {
    add: (line) => {
      begins.push(size());
      writeSync(file, line);
    },
    takeBack: () => {
      const begin = begins.pop();
      if (begin !== undefined) ftruncateSync(file, begin);
    },
    close: () => closeSync(file),
  };
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number.');
}
