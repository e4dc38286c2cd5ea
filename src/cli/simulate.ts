import { createWriteStream, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CacheSettings } from '#cache';
import type { Config } from '#config';
import { GatewayError, systemClock } from '#core';
import { createLocalEmbedder, type Embedder, fetchModel } from '#embeddings';
import { costOf, PRICES, priceOf } from '#governance';
import { createLogger, type Logger } from '#observability';
import { anthropicMessages, openaiChat } from '#providers';
import { createProgressBar } from '#report';
import type { FormatName, SimulateParts } from '#simulate';
import { createCloser } from '../compose/closer.ts';
import { createHealth } from '../compose/health.ts';
import { composeJudge } from '../compose/judge.ts';
import { MAX_UNKNOWN_SHARE } from '../compose/writing.ts';
import { createProgress } from './progress.ts';
import { readConfig, type StartOptions } from './start.ts';
import { endWithPipe, fail } from './until-stopped.ts';

interface SimulateFlags extends Pick<StartOptions, 'config'> {
  readonly format?: FormatName;
  readonly textColumn?: string;
  readonly timeColumn?: string;
  readonly answerColumn?: string;
  readonly modelColumn?: string;
  readonly tenantColumn?: string;
  readonly systemColumn?: string;
  readonly costColumn?: string;
  readonly priceIn?: number;
  readonly priceOut?: number;
  readonly sample: number;
  readonly full?: boolean;
  readonly threads: number;
  readonly json?: boolean;
  readonly html?: string;
  readonly pairs?: string;
}

const FORMATS: readonly FormatName[] = ['reprise', 'openai', 'litellm', 'langfuse', 'table'];
const SAMPLE = 5_000;
const MAX_BODY_BYTES = 1024 * 1024;
/** Dollars per million tokens, in nano-dollars per token. */
const NANOS_PER_TOKEN = 1_000;
const WAITING_TEXTS = 4_096;
/** Nobody waits here: a reading may take what it takes. */
const READING_MS = 60_000;

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
  // Loaded where it is needed: every command would wait for it otherwise.
  const { LogError, htmlReport, openLog, simulate, terminalReport } = await import('#simulate');
  const logBytes = path === '-' ? undefined : sizeOf(path);
  const bar = createProgressBar(process.stderr);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const warnings: string[] = [];
  const pairs = flags.pairs === undefined ? undefined : createWriteStream(flags.pairs, { mode: 0o600 });
  pairs?.on('error', (error) => fail(`${flags.pairs} cannot be written: ${error.message}`));
  const { parts, close } = await openParts(config, flags, (what) => warnings.push(what), bar.at);
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
    if (flags.html !== undefined) writeFileSync(flags.html, htmlReport(found, path), { mode: 0o600 });
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

interface OpenParts {
  readonly parts: SimulateParts;
  readonly close: () => Promise<void>;
}

/** What the gateway of this configuration would decide with, but for embeddings that cost money. */
async function openParts(
  config: Config,
  flags: SimulateFlags,
  warn: (what: string) => void,
  progress: SimulateParts['progress'],
): Promise<OpenParts> {
  const closer = createCloser(() => {});
  const embedder = await openEmbedder(config, flags.threads, warn);
  closer.add('embedder', () => embedder.close());
  const { cache } = config;
  const { judge } = composeJudge({
    config: { ...config, cache: { ...cache, verify: { ...cache.verify, timeoutMs: READING_MS } } },
    embedder,
    closer,
    health: createHealth(systemClock.now, { info: () => {}, error: () => {} }),
    logger: quietLogger(warn),
    unread: () => {},
  });
  return {
    parts: {
      dialects: { 'openai-chat': openaiChat, 'anthropic-messages': anthropicMessages },
      settingsOf: settingsOf(config),
      flags:
        flags.priceIn === undefined || flags.priceOut === undefined
          ? undefined
          : { inputNanos: flags.priceIn * NANOS_PER_TOKEN, outputNanos: flags.priceOut * NANOS_PER_TOKEN },
      tableCost: (model, usage) => costOf(priceOf(PRICES, model), usage),
      maxBodyBytes: MAX_BODY_BYTES,
      embedder,
      judge,
      maxUnknownShare: MAX_UNKNOWN_SHARE,
      answerVectors: cache.answerVectors,
      maxEntries: cache.maxEntries,
      maxBytes: cache.maxBytes,
      threads: flags.threads,
      progress,
    },
    close: closer.close,
  };
}

async function openEmbedder(
  config: Config,
  threads: number,
  warn: (what: string) => void,
): Promise<Embedder> {
  const { type, model } = config.cache.embedder;
  if (type !== 'local') warn(`questions are compared with the bundled model: ${model} would cost money`);
  const folder = await fetchModel({
    model: type === 'local' ? model : 'all-MiniLM-L6-v2',
    modelsDir: join(config.dataDir, 'models'),
    hub: process.env.HF_ENDPOINT,
    onProgress: createProgress(process.stderr),
  });
  return createLocalEmbedder({ folder, threads, maxQueue: WAITING_TEXTS });
}

/** What the gateway warns of at its start is said once the report is there. */
function quietLogger(warn: (what: string) => void): Logger {
  const tell = (fields: unknown, message?: unknown): void => {
    const why =
      typeof fields === 'object' && fields !== null && 'why' in fields ? `: ${String(fields.why)}` : '';
    warn(`${String(message)}${why}`);
  };
  return { ...createLogger('silent'), warn: tell, error: tell };
}

function settingsOf({ cache, routes }: Config): (model: string) => CacheSettings {
  const { mode, match, scope, ttlSeconds, errorBudget } = cache;
  const global: CacheSettings = { mode, match, scope, ttlSeconds: ttlSeconds.default, errorBudget };
  const byModel = new Map(routes.map((route) => [route.model, { ...global, ...route.cache }]));
  return (model) => byModel.get(model) ?? global;
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
