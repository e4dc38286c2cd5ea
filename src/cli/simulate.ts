import { createWriteStream, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { GatewayError } from '#core';
import { createProgressBar } from '#report';
import type { FormatName } from '#simulate';
import type { SimulationFlags } from './open-simulation.ts';
import { readConfig, type StartOptions } from './start.ts';
import { endWithPipe, fail } from './until-stopped.ts';
import { expectWritable, writePage } from './write-page.ts';

interface SimulateFlags extends SimulationFlags, Pick<StartOptions, 'config'> {
  readonly format?: FormatName;
  readonly textColumn?: string;
  readonly timeColumn?: string;
  readonly answerColumn?: string;
  readonly modelColumn?: string;
  readonly tenantColumn?: string;
  readonly systemColumn?: string;
  readonly costColumn?: string;
  readonly sample: number;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly html?: string;
  readonly pairs?: string;
}

const FORMATS: readonly FormatName[] = ['reprise', 'openai', 'litellm', 'langfuse', 'table'];
const SAMPLE = 5_000;

/** Adds `reprise simulate LOG`: what the cache would have done with logged requests. */
export function addSimulateCommand(program: Command, config: readonly [string, string]): void {
  program
    .command('simulate')
    .description(
      'say what the cache would have done with the requests of a log; nothing is deployed, nobody is asked',
    )
    .argument('<log>', 'the log: JSON lines, JSON or CSV, also packed with gzip; - is standard input')
    .option(...config)
    .addOption(
      new Option('--format <name>', 'how the log is written (default: found by its first rows)').choices(
        FORMATS,
      ),
    )
    .option('--text-column <name>', 'column that holds the question')
    .option('--time-column <name>', 'column that holds the time of the request')
    .option('--answer-column <name>', 'column that holds the answer')
    .option('--model-column <name>', 'column that holds the model')
    .option('--tenant-column <name>', 'column that says who asks; answers are not shared between two')
    .option('--system-column <name>', 'column that holds the system prompt')
    .option('--cost-column <name>', 'column that holds what the request cost, in dollars')
    .option('--price-in <dollars>', 'price of a million input tokens, where the log has no costs', price)
    .option('--price-out <dollars>', 'price of a million output tokens', price)
    .option('--sample <count>', 'questions of a large log that are compared by meaning', wholeNumber, SAMPLE)
    .option('--full', 'compare all of them, however long it takes')
    .option('--threads <count>', 'model threads', wholeNumber, Math.min(4, availableParallelism()))
    .option('--json', 'print the findings as JSON')
    .option('--html <file>', 'write them as a page of its own, too')
    .option('--pairs <file>', 'write the pairs that were compared, for reprise label')
    .action(runSimulate);
}

async function runSimulate(path: string, flags: SimulateFlags): Promise<void> {
  if ((flags.priceIn === undefined) !== (flags.priceOut === undefined)) {
    fail('--price-in and --price-out go together: dollars per million tokens.');
  }
  const { config } = readConfig(flags);
  endWithPipe();
  expectWritable(flags.html);
  // Loaded where it is needed: every command would wait for it otherwise.
  const { openSimulation } = await import('./open-simulation.ts');
  const { LogError, htmlReport, openLog, simulate, terminalReport } = await import('#simulate');
  const logBytes = path === '-' ? undefined : sizeOf(path);
  const bar = createProgressBar(process.stderr);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const warnings: string[] = [];
  const pairs = flags.pairs === undefined ? undefined : createWriteStream(flags.pairs, { mode: 0o600 });
  pairs?.on('error', (error) => fail(`${flags.pairs} cannot be written: ${error.message}`));
  const { parts, close } = await openSimulation(config, flags, (what) => warnings.push(what), bar.at);
  try {
    const found = await simulate(
      openLog(path),
      { ...parts, onPair: pairs && ((pair) => pairs.write(`${JSON.stringify(pair)}\n`)) },
      {
        format: flags.format,
        columns: {
          text: flags.textColumn,
          time: flags.timeColumn,
          answer: flags.answerColumn,
          model: flags.modelColumn,
          tenant: flags.tenantColumn,
          system: flags.systemColumn,
          cost: flags.costColumn,
        },
        sample: flags.sample,
        full: flags.full === true,
        signal: interrupted.signal,
        logBytes,
      },
    );
    bar.end();
    for (const warning of warnings) console.error(`warning: ${warning}`);
    if (flags.html !== undefined) writePage(flags.html, htmlReport(found, path));
    console.log(
      flags.json ? JSON.stringify(found, null, 2) : terminalReport(found, process.stdout.columns).join('\n'),
    );
    if (flags.html !== undefined)
      console.error(`The page is in ${flags.html}. It holds questions of the log.`);
  } catch (error) {
    bar.end();
    if (error instanceof LogError) return fail(error.message);
    if (error instanceof GatewayError) return fail(error.publicMessage);
    if (interrupted.signal.aborted) return fail('Stopped; nothing of it is left.');
    throw error;
  } finally {
    pairs?.end();
    await close();
  }
}

function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return fail(`There is no file ${path}.`);
  return stats.isFile() ? stats.size : fail(`${path} is no file.`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,8}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It takes a whole number above 0.');
}

function price(text: string): number {
  const value = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && value <= 10_000) return value;
  throw new InvalidArgumentError('It takes dollars per million tokens, such as 0.15.');
}
