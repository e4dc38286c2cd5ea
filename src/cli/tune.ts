import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '#config';
import { makeFolder } from '#core';
import type { ProgressBar } from '#report';
import type { Change, LabelledPair, PairFile, PairScorer, TuneReport, Tuning } from '#tune';
import { readConfig, type StartOptions } from './start.ts';
import { endWithPipe, fail } from './until-stopped.ts';
import { expectWritable, writePage } from './write-page.ts';

interface TuneCommandOptions extends StartOptions {
  readonly errorBudget?: number;
  readonly pricePerCall?: number;
  readonly seed: number;
  readonly apply?: boolean;
  readonly allowBroken?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

/** Confidence of the certificate: 95 %. */
const DELTA = 0.05;
const NANOS_PER_DOLLAR = 1e9;
const SHOWN_BROKEN = 20;
const HELP = `
LABELS has one pair per line (JSON) or row (CSV with a header):

  asked, cached   the question, and the cached question whose answer it would get (needed)
  label           same, different or unsure, or 1 and 0: may the answer be served? (needed)
  answer          the cached answer
  cluster         pairs that were written or labelled together
  time            when it was asked: ISO 8601, or seconds since 1970
  weight          how many pairs of the traffic it stands for
  cost            what the call would have cost, in dollars

Exit code 0: a bar was certified. 2: there is not enough evidence for one. 1: something is wrong with the input.
docs/tune.md says how it works.`;

/** Adds `reprise tune`: labels in, the operating point with the most hits that keeps the error budget out. */
export function addTuneCommand(program: Command, version: string): void {
  program
    .command('tune')
    .description('find from labelled pairs how sure a hit must be for your error budget')
    .argument('<labels>', 'file of labelled pairs')
    .option('-c, --config <file>', 'configuration file')
    .option('--error-budget <share>', 'wrong answers per served hit (default: cache.errorBudget)', share)
    .option('--price-per-call <dollars>', 'what a call costs, where the labels have no cost', dollars)
    .option('--seed <number>', 'which pairs choose and which report', wholeNumber, 1)
    .option('--apply', 'write decision.json into the data folder; the gateway loads it at its start')
    .option('--allow-broken', 'apply although some lines could not be read')
    .option('--json', 'print the report as JSON')
    .option('--html <file>', 'write the report as a self-contained page')
    .addHelpText('after', HELP)
    .action((labels: string, options: TuneCommandOptions) => runTune(labels, options, version));
}

async function runTune(file: string, options: TuneCommandOptions, version: string): Promise<void> {
  const { config } = readConfig(options);
  expectWritable(options.html);
  endWithPipe();
  const room = await import('#tune'); // with its plots; no other command waits for it
  const { createProgressBar } = await import('#report');
  const progress = createProgressBar(process.stderr);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const { signal } = interrupted;
  try {
    const labels = await room.readLabels(file, {
      signal,
      onProgress: (at, size) => progress.at('reading', at, size),
    });
    progress.end();
    warnOfBroken(file, labels);
    if (labels.pairs.length === 0) return fail(`${file} has no pair that could be read.`);
    const found = await tuneWith(room, config, options, labels, { signal, progress });
    progress.end();
    const report = { madeBy: `reprise tune ${version}`, date: new Date().toISOString(), ...found };
    publish(room, config, options, {
      ...report,
      labels: { file, sha256: labels.sha256, broken: labels.broken },
    });
  } catch (error) {
    if (signal.aborted) return fail('\nStopped; nothing was changed.');
    if (error instanceof room.PairFileError) return fail(error.message);
    throw error;
  } finally {
    progress.end();
  }
}

type Room = typeof import('#tune');

interface Watching {
  readonly signal: AbortSignal;
  readonly progress: ProgressBar;
}

async function tuneWith(
  { tune }: Room,
  config: Config,
  { errorBudget, pricePerCall, seed }: TuneCommandOptions,
  { pairs }: PairFile<LabelledPair>,
  { signal, progress }: Watching,
): Promise<Pick<TuneReport, 'tuning' | 'decision'>> {
  const { openScorer } = await import('./open-scorer.ts');
  const { scorer, close } = await openScorer(config);
  try {
    const tuning = await tune(
      pairs,
      scorer,
      {
        budget: errorBudget ?? config.cache.errorBudget,
        delta: DELTA,
        seed,
        pricePerCallNanos: pricePerCall === undefined ? undefined : pricePerCall * NANOS_PER_DOLLAR,
      },
      signal,
      (done) => progress.at('scoring', done, pairs.length),
    );
    const { spaceId, verifierId, bar, readsAnswers } = scorer;
    return {
      tuning,
      decision: { spaceId, verifierId, bar, readsAnswers, similarity: similarityOf(scorer, tuning) },
    };
  } finally {
    await close();
  }
}

/** Prints the report, writes the page, and applies what may be applied. */
function publish(room: Room, config: Config, options: TuneCommandOptions, report: TuneReport): void {
  const decision = room.makeDecisionFile(report);
  const change: Change = {
    decisionFile: decision === undefined ? undefined : `${JSON.stringify(decision, null, 2)}\n`,
    settings: settingsToChange(config, report),
  };
  if (options.html !== undefined) writePage(options.html, room.htmlReport(report, change));
  if (options.json) {
    console.log(
      JSON.stringify({ ...report, decisionFile: decision ?? null, settings: change.settings }, null, 2),
    );
  } else for (const line of room.terminalReport(report)) console.log(line);
  settle(config, options, change, report.labels.broken.length);
}

const similarityOf = ({ similarityOf: of }: PairScorer, { outcome }: Tuning): number | undefined =>
  of === undefined || outcome.type === 'refused' || outcome.uncalibrated === undefined
    ? undefined
    : of(outcome.uncalibrated);

/** Lines of the configuration that have to be other than they are, for the new bar to be the one in force. */
function settingsToChange({ cache }: Config, { tuning, decision }: TuneReport): readonly string[] {
  const { outcome, budget } = tuning;
  if (outcome.type === 'refused') return [];
  // Rounded up: what is served between two values was not looked at.
  if (decision.similarity !== undefined) {
    return ['cache:', `  bound: ${Math.min(1, Math.ceil(decision.similarity * 10_000) / 10_000)}`];
  }
  const lines = [
    ...(cache.errorBudget === budget ? [] : [`  errorBudget: ${budget}`]),
    ...(cache.bound === null ? [] : ['  bound: null  # a fixed similarity would be taken instead']),
  ];
  return lines.length === 0 ? [] : ['cache:', ...lines];
}

/** Writes the change where that was asked for and may be done, and says what was or can be done. */
function settle(config: Config, options: TuneCommandOptions, change: Change, broken: number): void {
  // The report itself may go into a pipe.
  const say = (line: string): void => (options.json ? console.error(line) : console.log(line));
  const target = join(config.dataDir, 'decision.json');
  const { decisionFile, settings } = change;
  if (settings.length > 0) say(`\nIn the configuration:\n\n${settings.join('\n')}`);
  if (decisionFile === undefined) {
    if (options.apply) say('\nNothing was applied.');
    else if (settings.length > 0)
      say('\nA similarity alone decides here, and that is a setting: --apply cannot set it.');
    process.exitCode = settings.length > 0 ? (options.apply ? 1 : 0) : 2;
    return;
  }
  if (!options.apply) {
    say(`\nApply it with --apply: it writes ${target}, which the gateway loads at its start.`);
  } else if (broken > 0 && !options.allowBroken) {
    say('\nNothing was applied, since lines could not be read: mend them, or add --allow-broken.');
    process.exitCode = 1;
  } else {
    makeFolder(config.dataDir, 0o700);
    writeFileSync(`${target}.new`, decisionFile, { mode: 0o600 });
    renameSync(`${target}.new`, target);
    say(`\nApplied: ${target}. Restart the gateway; without the file it goes back to the bundled bar.`);
  }
}

function warnOfBroken(file: string, { broken }: PairFile<LabelledPair>): void {
  for (const { line, problem } of broken.slice(0, SHOWN_BROKEN)) console.error(`${file}:${line}: ${problem}`);
  const more = broken.length - SHOWN_BROKEN;
  if (more > 0) console.error(`… and ${more} more broken lines`);
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It takes a share between 0 and 1: 0.01 is one wrong answer in a hundred.');
}

function dollars(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1e6 && text.trim() !== '') return value;
  throw new InvalidArgumentError('It takes dollars per call, as in 0.0021.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number.');
}
