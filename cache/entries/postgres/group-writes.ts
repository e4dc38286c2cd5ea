import { GatewayError } from '#core';
import type { JournalChange } from '../entry-journal.ts';

/** Writes changes in the order they come, together: one transaction for what came while the last one ran. */
export interface GroupWrites {
  /** Resolves when the changes are written. */
  readonly submit: (changes: readonly JournalChange[]) => Promise<void>;
  /** Resolves when nothing waits any more. */
  readonly settle: () => Promise<void>;
}

interface Submission {
  readonly changes: readonly JournalChange[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Changes that wait, and their bytes, before more are refused. */
const MAX_WAITING = 20_000;
const MAX_WAITING_BYTES = 64_000_000;
/** Of one transaction, which other gateways wait for: or one submission as long as it likes. */
const MAX_CHANGES = 500;
const MAX_BYTES = 8_000_000;

/**
 * Where a transaction fails and a retry of the same would, its submissions are tried one by one, so that an entry that
 * cannot be written takes no other with it.
 */
export function createGroupWrites(write: (changes: readonly JournalChange[]) => Promise<void>): GroupWrites {
  const waiting: Submission[] = [];
  const waits = { changes: 0, bytes: 0 };
  let running: Promise<void> | undefined;

  const writeAll = async (submissions: readonly Submission[]): Promise<void> => {
    try {
      await write(submissions.flatMap(({ changes }) => changes));
      for (const { resolve } of submissions) resolve();
    } catch (error) {
      const isOut = error instanceof GatewayError && error.retryable;
      if (isOut || submissions.length === 1) for (const { reject } of submissions) reject(error);
      else for (const submission of submissions) await writeAll([submission]);
    }
  };

  const run = async (): Promise<void> => {
    await Promise.resolve(); // what is submitted in the same tick belongs together
    while (waiting.length > 0) await writeAll(takeBatch());
    running = undefined; // in one step with the last look at what waits: a submission now starts the next run
  };

  const takeBatch = (): readonly Submission[] => {
    const taken = { changes: 0, bytes: 0 };
    const end = waiting.findIndex((submission) => {
      add(taken, submission, 1);
      return taken.changes > MAX_CHANGES || taken.bytes > MAX_BYTES;
    });
    const batch = waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end));
    for (const submission of batch) add(waits, submission, -1);
    return batch;
  };

  return {
    submit: (changes) => {
      if (waits.changes >= MAX_WAITING || waits.bytes >= MAX_WAITING_BYTES) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const submission = { changes, resolve, reject };
        waiting.push(submission);
        add(waits, submission, 1);
        running ??= run();
      });
    },
    settle: async () => running,
  };
}

function add(sum: { changes: number; bytes: number }, { changes }: Submission, sign: 1 | -1): void {
  sum.changes += sign * changes.length;
  for (const change of changes) if (change.type === 'put') sum.bytes += sign * change.entry.bodyBytes;
}

function busy(): GatewayError {
  return new GatewayError({
    code: 'entry-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The entry store cannot take more entries at the moment.',
    message: 'entry store: too many writes are waiting for PostgreSQL',
  });
}
