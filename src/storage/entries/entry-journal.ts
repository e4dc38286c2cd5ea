import { Worker } from 'node:worker_threads';
import type { EntryJournal, JournalChange } from '#cache';
import { type Clock, systemClock, threadUrl } from '#core';
import { createThreadLink } from '../thread/thread-link.ts';
import { toEntry, toHead, toRow } from './entry-row.ts';
import type { RowChange } from './entry-table.ts';
import type { CorruptFile, JournalCalls, JournalThreadData } from './protocol.ts';

export interface EntryJournalOptions {
  /** The file; it and folders that are missing are made for the owner only. */
  readonly path: string;
  /** The file never grows over this; default: as far as the disk goes. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
  /** Told when the file was no sound database: it was moved aside, and an empty one took its place. */
  readonly onCorrupt?: (file: CorruptFile) => void;
}

/**
 * The journal of cache entries in one SQLite file, read and written by one worker thread. One process has the file at a
 * time.
 * @throws GatewayError `storage-locked`, `storage-newer-schema` or `storage-unusable`
 */
export async function openEntryJournal(options: EntryJournalOptions): Promise<EntryJournal> {
  let sequence = 0;
  const data = (): JournalThreadData => ({ path: options.path, maxBytes: options.maxBytes, sequence });
  const link = createThreadLink<JournalCalls>({
    spawn: () => new Worker(threadUrl(import.meta.url, './entry-journal.thread'), { workerData: data() }),
    clock: options.clock ?? systemClock,
    onNote: (note) => options.onCorrupt?.(note as CorruptFile),
  });
  await link.start();

  return {
    append: async (changes) => {
      sequence = await link.call('append', changes.map(toRowChange));
      return sequence;
    },
    read: async (ids) => (await link.call('read', ids)).map(toEntry),
    page: async (after, limit) => {
      const rows = await link.call('page', { sequence: after, limit });
      sequence = Math.max(sequence, rows.at(-1)?.sequence ?? 0);
      return rows.map((row) => ({ sequence: row.sequence, head: toHead(row) }));
    },
    check: async () => {
      await link.call('check', undefined);
    },
    close: link.close,
  };
}

function toRowChange(change: JournalChange): RowChange {
  return change.type === 'put' ? { type: 'put', row: toRow(change.entry) } : change;
}
