// The one thread that has the entries' file open. SQLite is synchronous and would stop the event loop that carries
// bytes; one connection for reading and writing keeps requests in order.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { GatewayError } from '#core';
import { lockFile } from '../sqlite/file-lock.ts';
import { moveAside } from '../sqlite/move-aside.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { asStorageError, isCorrupt } from '../sqlite/sqlite-errors.ts';
import { storageUnusable } from '../storage-errors.ts';
import type { ThreadReply } from '../thread/protocol.ts';
import { serveCalls, toThreadError } from '../thread/serve-calls.ts';
import { type EntryTables, entryMigrations } from './entry-schema.ts';
import { appendChanges, pageOfHeads, readRows, startSequence } from './entry-table.ts';
import type { CorruptFile, JournalCalls, JournalThreadData } from './protocol.ts';

const { path, maxBytes, ...data } = workerData as JournalThreadData;
let sequence = data.sequence;

async function open(): Promise<Kysely<EntryTables>> {
  const db = await openDatabase<EntryTables>({ path, maxBytes, migrations: entryMigrations });
  sequence = await startSequence(db, sequence);
  return db;
}

async function openSound(port: MessagePort): Promise<Kysely<EntryTables>> {
  try {
    return await open();
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return replace(port, error);
  }
}

/** Begins with an empty file: a cache whose file is broken must serve, not stop. */
function replace(port: MessagePort, cause: unknown): Promise<Kysely<EntryTables>> {
  const note: CorruptFile = { movedTo: moveAside(path, new Date()), detail: String(cause) };
  port.postMessage({ type: 'note', note } satisfies ThreadReply);
  return open();
}

async function serve(port: MessagePort): Promise<void> {
  const unlock = lockFile(path);
  let db = await openSound(port);

  /** Runs the work; where the file turns out to be broken, once more on an empty one. */
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isCorrupt(error)) throw asStorageError(error);
      await db.destroy();
      db = await replace(port, error);
      return work();
    }
  };

  serveCalls<JournalCalls>(
    port,
    {
      append: (changes) =>
        run(async () => {
          sequence = await appendChanges(db, changes);
          return sequence;
        }),
      read: (ids) => run(() => readRows(db, ids)),
      page: (place) => run(() => pageOfHeads(db, place)),
      check: () => run(() => db.selectFrom('journal').select('last_sequence').executeTakeFirstOrThrow()),
    },
    async () => {
      await db.destroy();
      unlock();
    },
  );
}

const port = parentPort;
if (port) {
  serve(port).catch((error: unknown) => {
    const refusal = error instanceof GatewayError ? error : storageUnusable(path, error);
    port.postMessage({ type: 'refused', error: toThreadError(refusal) } satisfies ThreadReply);
  });
}
