import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CorruptFile, type EntryJournalOptions, openEntryJournal } from '#storage';
import type { EntryJournal } from '../../cache/entries/entry-journal.ts';
import { entryJournalContract } from './entry-journal.contract.ts';
import { makeEntry } from './fixtures/entries.ts';
import { createMemoryJournal } from './fixtures/memory-journal.ts';

entryJournalContract('the memory journal of the tests', async () => ({
  journal: createMemoryJournal(),
  reopen: undefined,
  dispose: async () => {},
}));

entryJournalContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-journal-'));
  const path = join(folder, 'cache.db');
  let journal = await openEntryJournal({ path });
  return {
    journal,
    reopen: async () => {
      await journal.close();
      journal = await openEntryJournal({ path });
      return journal;
    },
    dispose: async () => {
      await journal.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('the SQLite journal', () => {
  let folder: string;
  let path: string;
  let opened: EntryJournal[];
  const open = async (options: Partial<EntryJournalOptions> = {}): Promise<EntryJournal> => {
    const journal = await openEntryJournal({ path, ...options });
    opened.push(journal);
    return journal;
  };
  const append = (journal: EntryJournal, ...ids: string[]): Promise<number> =>
    journal.append(ids.map((id) => ({ type: 'put', entry: makeEntry(id, 1) })));
  const idsIn = async (journal: EntryJournal): Promise<readonly string[]> =>
    (await journal.page(0, 10_000)).map(({ head }) => head.id);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-journal-'));
    path = join(folder, 'data', 'cache.db');
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((journal) => journal.close()));
    await rm(folder, { recursive: true });
  });

  test.skipIf(process.platform === 'win32')('only the owner can read the folder and the files', async () => {
    const journal = await open();
    await append(journal, 'a');
    const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);
    expect(await modeOf(join(folder, 'data'))).toBe('700');
    const files = await readdir(join(folder, 'data'));
    expect(files.toSorted()).toEqual(['cache.db', 'cache.db-shm', 'cache.db-wal', 'cache.db.lock']);
    for (const file of files)
      expect(`${file} ${await modeOf(join(folder, 'data', file))}`).toBe(`${file} 600`);
  });

  test('a file of a newer schema is refused with its name and left as it is', async () => {
    await (await open()).close();
    const file = new Database(path);
    file.prepare('insert into kysely_migration (name, timestamp) values (?, ?)').run('9999-later', 'now');
    file.close();
    await expect(open()).rejects.toMatchObject({
      code: 'storage-newer-schema',
      publicMessage: expect.stringMatching(/cache\.db was written by a newer version.*9999-later/),
    });
    expect((await readdir(join(folder, 'data'))).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  test("[C10] a filled file of before answers had vectors is read, and takes answers' vectors from then on", async () => {
    const before = await open();
    await append(before, 'a', 'b');
    await before.close();
    const file = new Database(path);
    file.exec("drop table answer_vectors; delete from kysely_migration where name = '0002-answer-vectors'");
    file.close();

    const journal = await open();
    expect(await journal.read(['a', 'b'])).toEqual([makeEntry('a', 1), makeEntry('b', 1)]);
    const answered = makeEntry('a', 1, { answerVector: Float32Array.of(0.5, 0.25) });
    await journal.append([{ type: 'put', entry: answered }]);
    expect(await journal.read(['a'])).toEqual([answered]);
    expect((await journal.page(0, 10)).map(({ head }) => [head.id, head.answerVector?.length])).toEqual([
      ['b', undefined],
      ['a', 2],
    ]);
  });

  test('vectors of answers do not stay behind when their entries go', async () => {
    const journal = await open();
    const answerVector = Float32Array.of(1, 0);
    const put = (id: string) => ({ type: 'put' as const, entry: makeEntry(id, 1, { answerVector }) });
    await journal.append(['a', 'b', 'c'].map(put));
    await journal.append([put('a'), { type: 'delete', id: 'b' }]);
    await append(journal, 'c');
    await journal.close();
    const file = new Database(path);
    expect(file.prepare('select count(*) as n from answer_vectors').get()).toEqual({ n: 1 });
    file.close();
  });

  test('a second gateway on one folder is refused, naming the process that has it', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({
      code: 'storage-locked',
      publicMessage: expect.stringContaining('in use by this process'),
    });
  });

  test('the lock ends with the journal that held it', async () => {
    await (await open()).close();
    await expect(open()).resolves.toBeDefined();
  });

  test('a folder that cannot be made is named', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(open({ path: join(folder, 'file', 'cache.db') })).rejects.toMatchObject({
      code: 'storage-unusable',
      publicMessage: expect.stringContaining('cache.db cannot be opened'),
    });
  });

  test('a file that is no database is moved aside, told once, and an empty one serves', async () => {
    await (await open()).close();
    await writeFile(path, 'this is not a database, whatever its name says'.repeat(100));
    const corrupt: CorruptFile[] = [];
    const journal = await open({ onCorrupt: (file) => corrupt.push(file) });
    await append(journal, 'a');
    expect(await idsIn(journal)).toEqual(['a']);
    expect(corrupt).toHaveLength(1);
    expect(corrupt[0]?.detail).toMatch(/not a database/);
    expect(await readdir(join(folder, 'data'))).toContain(corrupt[0]?.movedTo.split(/[\\/]/).at(-1));
  });

  test('a file that breaks while it is in use is moved aside, and sequences still grow', async () => {
    const corrupt: CorruptFile[] = [];
    const journal = await open({ onCorrupt: (file) => corrupt.push(file) });
    const ids = Array.from({ length: 200 }, (_, i) => `e${i}`);
    const last = await append(journal, ...ids);
    breakPages(path);
    expect(await journal.read(ids)).toEqual([]);
    expect(corrupt).toHaveLength(1);
    expect(await append(journal, 'after')).toBe(last + 1);
    expect(await idsIn(journal)).toEqual(['after']);
  });

  test('a full disk refuses the write, keeps what was there, and writes again once there is room', async () => {
    const journal = await open({ maxBytes: 1_000_000 });
    const large = (i: number) =>
      journal.append([{ type: 'put', entry: makeEntry(`e${i}`, i, { question: 'x'.repeat(50_000) }) }]);
    let stored = 0;
    const full = await (async () => {
      for (; ; stored++) {
        const error = await large(stored).catch((error: unknown) => error);
        if (error instanceof Error) return error;
      }
    })();
    expect(full).toMatchObject({ code: 'storage-unavailable', retryable: true });
    expect(full.message).toMatch(/SQLITE_FULL/);
    expect(stored).toBeGreaterThan(5);
    expect(await idsIn(journal)).toHaveLength(stored);
    await journal.append([0, 1, 2].map((i) => ({ type: 'delete', id: `e${i}` })));
    await expect(large(stored)).resolves.toBeGreaterThan(stored);
  });

  test('a batch of which one entry cannot be written leaves nothing of itself, and is not worth a retry', async () => {
    const journal = await open();
    await append(journal, 'before');
    const batch = [makeEntry('good', 1), makeEntry('bad', 1, { latencyMs: Number.NaN })];
    await expect(journal.append(batch.map((entry) => ({ type: 'put', entry })))).rejects.toMatchObject({
      code: 'storage-failed',
      retryable: false,
    });
    expect(await idsIn(journal)).toEqual(['before']);
    expect(await append(journal, 'after')).toBe(2);
  });

  test('requests after close reject; what was asked before is answered', async () => {
    const journal = await open();
    const asked = append(journal, 'a');
    await journal.close();
    await expect(asked).resolves.toBe(1);
    await expect(journal.read(['a'])).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});

/** Overwrites the pages of the entries' table, and changes the file so that whoever has it open looks again. */
function breakPages(path: string): void {
  const file = new Database(path);
  file.pragma('wal_checkpoint(truncate)');
  const pages = file.prepare("select pageno from dbstat where name = 'entries'").pluck().all() as number[];
  const bytes = openSync(path, 'r+');
  for (const page of pages) writeSync(bytes, Buffer.alloc(4096, 0xff), 0, 4096, (page - 1) * 4096);
  closeSync(bytes);
  file.exec('update journal set last_sequence = last_sequence');
  file.close();
}
