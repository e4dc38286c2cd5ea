/** A log that cannot be read at all; the message says what to do. */
export class LogError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LogError';
  }
}
