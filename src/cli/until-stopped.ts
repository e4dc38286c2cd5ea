import { format } from 'node:util';
import type { Logger } from '#observability';

/** A process that runs until it is told to stop: what is in flight is finished, a second signal does not wait. */
export function untilStopped(running: {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly stop: () => Promise<void>;
}): void {
  const { logger } = running;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info(`${signal}: finishing what is in flight`);
    running.stop().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // Some clients of services print; a log of JSON lines is to stay one.
  console.warn = (...printed) => {
    const text = format(...printed);
    const said = /.* failed\. Retrying in .*/.exec(text)?.[0] ?? text.split('\n', 1)[0];
    logger.warn({ said }, 'the client of a service said something');
  };
  // A bug in one request must not end the others.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
}

/** Ends the process with a sentence on standard error. */
export function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** Ends quietly when whoever reads the output (`| head`) has seen enough. */
export function endWithPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}
