import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '#cache';
import { openEntryJournal } from '#storage';
import { journalPages } from '../../cache/entries/journal-pages.ts';
import { makeEntry, writtenEntry } from '../contract/fixtures/entries.ts';

const WRITER = fileURLToPath(new URL('./kill-storage-writer.ts', import.meta.url));
const ROUNDS = 10;

/** How many lines the writer prints before it is killed: at any stage of the start, and at any point of the writing. */
const killAfter = (round: number): number => (round === 0 ? 1 : Math.floor(Math.random() * 2_000));

describe('a gateway killed while it stores', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-kill-'));
    path = join(folder, 'cache.db');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const startWriter = (round: number): ChildProcess =>
    spawn(process.execPath, [WRITER, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });

  test(`[C22] in ${ROUNDS} rounds of SIGKILL the file stays sound and no acknowledged put or delete is lost`, async () => {
    const stored = new Set<string>();
    const deleted = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const lines = await linesUntilKilled(startWriter(round), killAfter(round));
      expect(lines.filter((line) => line.startsWith('corrupt'))).toEqual([]);
      for (const line of lines) {
        const [what, id = ''] = line.split(' ');
        if (what === 'put') stored.add(id);
        if (what === 'delete') deleted.add(id);
      }
      const there = await entriesIn(path);
      expect(integrity(path)).toBe('ok');
      for (const entry of there.values()) expect(entry).toEqual(writtenEntry(entry.id));
      const lost = [...stored].filter((id) => !deleted.has(id) && !there.has(id));
      // A put that was acknowledged may have been deleted by a transaction whose acknowledgement was not printed.
      expect(lost.filter((id) => !mayBeDeleted(id))).toEqual([]);
      expect([...deleted].filter((id) => there.has(id))).toEqual([]);
    }
    expect(stored.size).toBeGreaterThan(100);
  });

  test('while it runs the folder is locked by its process, and free once it is dead', async () => {
    const writer = startWriter(ROUNDS);
    const lines = createInterface({ input: writer.stdout ?? process.stdin });
    for await (const line of lines) if (line.startsWith('put')) break;
    await expect(openEntryJournal({ path })).rejects.toMatchObject({
      code: 'storage-locked',
      publicMessage: expect.stringContaining(`in use by process ${writer.pid}`),
    });
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const journal = await openEntryJournal({ path });
    await journal.append([{ type: 'put', entry: makeEntry('after', 1) }]);
    await journal.close();
  });
});

/** Everything the writer printed, lines included that were in the pipe when it died. */
async function linesUntilKilled(writer: ChildProcess, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: writer.stdout ?? process.stdin })) {
    lines.push(line);
    if (lines.length >= count) writer.kill('SIGKILL');
  }
  return lines;
}

const mayBeDeleted = (id: string): boolean => Number(id.split('-')[2]) % 3 === 0;

function integrity(path: string): unknown {
  const file = new Database(path);
  const result = file.pragma('integrity_check', { simple: true });
  file.close();
  return result;
}

async function entriesIn(path: string): Promise<ReadonlyMap<string, Entry>> {
  const journal = await openEntryJournal({
    path,
    onCorrupt: ({ detail }) => {
      throw new Error(detail);
    },
  });
  const entries = new Map<string, Entry>();
  for await (const page of journalPages(journal)) {
    for (const entry of await journal.read(page.map(({ head }) => head.id))) entries.set(entry.id, entry);
  }
  await journal.close();
  return entries;
}
