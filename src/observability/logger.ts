import { type Logger as Pino, pino } from 'pino';

/** Structured logs. No prompt, answer or secret is passed in at `info` or above. */
export type Logger = Pick<Pino, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** JSON lines on standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', '*.authorization', '*["x-api-key"]', '*.key', '*.secret'],
      censor: '[hidden]',
    },
  });
}

/**
 * A way to warn of what may happen thousands of times a second: each `what` at most once in `everyMs`, with the count
 * of those left out.
 */
export function createSteadyWarning(logger: Logger, now: () => number, everyMs = 10_000) {
  const last = new Map<string, { at: number; left: number }>();
  return (what: string, error: unknown): void => {
    const known = last.get(what);
    const time = now();
    if (known && time - known.at < everyMs) {
      known.left++;
      return;
    }
    last.set(what, { at: time, left: 0 });
    logger.warn({ err: error, repeated: known?.left ?? 0 }, what);
  };
}
