import { type Command, InvalidArgumentError } from 'commander';
import type { DeadLetters } from '#workers/bullmq';
import { readConfig, type StartOptions } from './start.ts';
import { fail } from './until-stopped.ts';

interface ShowOptions extends StartOptions {
  readonly limit: number;
}

/** Adds `reprise queue`: a look at the writes that failed for good, and what to do with them. */
export function addQueueCommand(program: Command): void {
  const queue = program
    .command('queue')
    .description('answers that could not be stored and were put aside (cache.queue.type bullmq)');
  const command = (name: string, what: string): Command =>
    queue.command(name).description(what).option('-c, --config <file>', 'configuration file');

  command('show', 'count them and show the oldest, with why they failed')
    .option('-n, --limit <count>', 'how many to show', wholeNumber, 10)
    .action(async (options: ShowOptions) => {
      await withDeadLetters(options, async (letters) => {
        const count = await letters.count();
        console.log(`${count} put aside`);
        for (const { id, reason, attempts, failedAt } of await letters.list(options.limit)) {
          console.log(`${new Date(failedAt).toISOString()}  ${id}  after ${attempts} tries: ${reason}`);
        }
        if (count > 0)
          console.log('\nTry them again: reprise queue retry. Give them up: reprise queue drop.');
      });
    });
  command('retry', 'try all of them again').action(async (options: StartOptions) => {
    await withDeadLetters(options, async (letters) => {
      console.log(`${await letters.retryAll()} will be tried again`);
    });
  });
  command('drop', 'remove all of them').action(async (options: StartOptions) => {
    await withDeadLetters(options, async (letters) => {
      console.log(`${await letters.drop()} removed`);
    });
  });
}

async function withDeadLetters(
  options: StartOptions,
  work: (letters: DeadLetters) => Promise<void>,
): Promise<void> {
  const { config } = readConfig(options);
  const { type, url } = config.cache.queue;
  if (type !== 'bullmq' || url === null) {
    return fail('cache.queue.type is memory: writes wait in the gateway, and none are put aside.');
  }
  // Loaded where it is needed: every command would wait for it otherwise.
  const { openBullmqDeadLetters } = await import('#workers/bullmq');
  const letters = await openBullmqDeadLetters({ url }).catch((error: unknown) =>
    fail(`The Redis of the queue (cache.queue.url) cannot be reached: ${reasonOf(error)}`),
  );
  try {
    await work(letters);
  } catch (error) {
    fail(`The Redis of the queue failed: ${reasonOf(error)}`);
  } finally {
    await letters.close();
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number from 0 to 9999.');
}
