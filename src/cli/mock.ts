import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Latency, MockProviderOptions } from '#bench';
// Not through the room's door: help needs this table alone, and every command would load the whole room for it.
import { MOCK_FAULTS } from '../../bench/mock/faults.ts';

interface MockOptions {
  readonly port: number;
  readonly latency: Latency;
  readonly tokensPerSecond: number;
  readonly answerTokens: number;
}

/** The standard normal's 99th percentile: what lies between the median and the p99 of a lognormal, in sigmas. */
const P99_SIGMAS = 2.326;

/** Adds `reprise mock`, the bundled stand-in for a provider, to the program. */
export function addMockCommand(program: Command): void {
  program
    .command('mock')
    .description(
      'run a stand-in for a provider, for trying and testing without a key; its answers are invented',
    )
    .option('-p, --port <port>', 'port to listen on, 0 for any free one', wholeNumber(0, 65_535), 8081)
    .addOption(
      new Option(
        '--latency <ms>',
        'time to the first token: `350` is always 350 ms, `350/1500` is lognormal with this p50 and p99',
      )
        .argParser(parseLatency)
        .default(parseLatency('0'), '0'),
    )
    .option(
      '--tokens-per-second <n>',
      'pace of the tokens after the first; 0 is as fast as it goes',
      wholeNumber(0, 1_000_000),
      0,
    )
    .option('--answer-tokens <n>', 'length of an answer', wholeNumber(3, 100_000), 50)
    .addHelpText('after', faultsHelp)
    .action(runMock);
}

async function runMock({ port, latency, tokensPerSecond, answerTokens }: MockOptions): Promise<void> {
  const { createMockProvider } = await import('#bench');
  const options: MockProviderOptions = { port, latency, tokensPerSecond, answerTokens };
  const mock = await createMockProvider(options).catch((error: unknown) => fail(error, port));
  console.log(`A stand-in for a provider listens on ${mock.url} (its answers are invented; any key will do).

Point a gateway at it with these two variables:

  export OPENAI_BASE_URL=${mock.url}/v1
  export ANTHROPIC_BASE_URL=${mock.url}

A model named fault-… makes it fail on purpose: see reprise mock --help. Ctrl-C stops it.`);
  const stop = (): void => {
    void mock.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function faultsHelp(): string {
  const rows = MOCK_FAULTS.map(({ name, what }) => `  ${name.padEnd(20)} ${what}`);
  return `
It speaks OpenAI's chat completions, embeddings and models and Anthropic's messages and models, as JSON and as
streams, under any key. The same question gets the same words. It is no model: the text means nothing.

Faults, by the name of the model that is asked for:
${rows.join('\n')}

-<k> after a stream fault says how many events come before it (fault-cut-5); after fault-slow it is milliseconds
(fault-slow-250). x<n> at the end fails the first n requests and answers well from then on (fault-500x2).`;
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

function parseLatency(text: string): Latency {
  const [, p50, p99] = /^(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (p50 === undefined) {
    throw new InvalidArgumentError('It takes milliseconds, `350`, or p50 and p99, `350/1500`.');
  }
  if (p99 === undefined) return { kind: 'fixed', ms: Number(p50) };
  const medianMs = Number(p50);
  const sigma = Math.log(Number(p99) / medianMs) / P99_SIGMAS;
  if (!(medianMs > 0 && sigma >= 0)) throw new InvalidArgumentError('The p99 may not be below the p50.');
  return { kind: 'lognormal', medianMs, sigma, seed: 1 };
}

function fail(error: unknown, port: number): never {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${port} is taken. Choose another with --port.`
      : `The stand-in could not start: ${message}`,
  );
  process.exit(1);
}
