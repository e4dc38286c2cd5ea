import { GatewayError } from '#core';
import type { EntryJournal, JournalChange } from './entry-journal.ts';

/** Writes changes to the journal together: one transaction for what came while the last one ran. */
export interface GroupCommit {
  /** Resolves when the journal has the changes and `applied` was called for each. */
  readonly submit: (changes: readonly JournalChange[]) => Promise<void>;
  /** Deletes these with the next transaction, and tries until it is done; nobody waits for it. */
  readonly owe: (ids: readonly string[]) => void;
  /** Resolves when nothing is left to write, or what is left could not be written now. */
  readonly settle: () => Promise<void>;
}

export interface GroupCommitOptions {
  readonly journal: EntryJournal;
  /** Called for each change the journal has, in order. */
  readonly applied: (change: JournalChange, sequence: number) => void;
}

interface Submission {
  readonly changes: readonly JournalChange[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MAX_WAITING = 20_000;
/** Of one transaction: about 1,000 short answers, or one as long as it likes. */
const MAX_BYTES = 16_000_000;
const BYTES_PER_CHANGE = 16_000;

/**
 * Where a transaction fails and a retry of the same would, its submissions are tried one by one, so that an entry that
 * cannot be written takes no other with it. Deletes that fail stay owed.
 */
export function createGroupCommit({ journal, applied }: GroupCommitOptions): GroupCommit {
  const waiting: Submission[] = [];
  const owed = new Set<string>();
  let running: Promise<void> | undefined;

  const write = async (submissions: readonly Submission[]): Promise<boolean> => {
    const debts = [...owed].map((id): JournalChange => ({ type: 'delete', id }));
    const changes = [...debts, ...submissions.flatMap((submission) => submission.changes)];
    owed.clear();
    let sequence: number;
    try {
      sequence = (await journal.append(changes)) - changes.length;
    } catch (error) {
      for (const change of changes) if (change.type === 'delete') owed.add(change.id);
      return await salvage(submissions, error);
    }
    for (const change of changes) {
      if (change.type === 'put') owed.delete(change.entry.id); // what was owed is replaced already
      applied(change, ++sequence);
    }
    for (const { resolve } of submissions) resolve();
    return true;
  };

  const salvage = async (submissions: readonly Submission[], error: unknown): Promise<boolean> => {
    const journalIsOut = error instanceof GatewayError && error.retryable;
    if (journalIsOut || submissions.length <= 1) {
      for (const { reject } of submissions) reject(error);
      return false;
    }
    for (const submission of submissions) await write([submission]);
    return true;
  };

  const run = async (): Promise<void> => {
    await Promise.resolve(); // what is submitted in the same tick belongs together
    let written = true;
    while (waiting.length > 0 || (owed.size > 0 && written)) written = await write(takeBatch());
    running = undefined; // in one step with the last look at what waits: a submission now starts the next run
  };

  const takeBatch = (): Submission[] => {
    let bytes = 0;
    const end = waiting.findIndex(({ changes }) => {
      for (const change of changes) bytes += BYTES_PER_CHANGE + bodyBytes(change);
      return bytes > MAX_BYTES;
    });
    return waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end));
  };

  const start = (): Promise<void> => {
    running ??= run();
    return running;
  };

  return {
    submit: (changes) => {
      if (waiting.length >= MAX_WAITING) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        waiting.push({ changes, resolve, reject });
        void start();
      });
    },
    owe: (ids) => {
      for (const id of ids) owed.add(id);
      if (ids.length > 0) void start();
    },
    settle: start,
  };
}

function bodyBytes(change: JournalChange): number {
  return change.type === 'put' ? change.entry.bodyBytes : 0;
}

function busy(): GatewayError {
  return new GatewayError({
    code: 'entry-store-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The entry store cannot take more entries at the moment.',
    message: `entry store: ${MAX_WAITING} writes are waiting for the journal`,
  });
}
