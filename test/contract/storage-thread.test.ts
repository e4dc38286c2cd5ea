import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRow } from '../../src/storage/entries/entry-row.ts';
import type { JournalCalls, JournalThreadData } from '../../src/storage/entries/protocol.ts';
import { createThreadLink, type ThreadLink } from '../../src/storage/thread/thread-link.ts';
import { makeEntry } from './fixtures/entries.ts';
import { createManualClock, type ManualClock } from './fixtures/manual-clock.ts';

const THREAD = new URL('../../src/storage/entries/entry-journal.thread.ts', import.meta.url);

describe('the storage thread', () => {
  let folder: string;
  let clock: ManualClock;
  let link: ThreadLink<JournalCalls>;
  let workers: Worker[];
  const put = (id: string) => link.call('append', [{ type: 'put', row: toRow(makeEntry(id, 1)) }]);
  const idsOf = async (...ids: string[]) => (await link.call('read', ids)).map(({ id }) => id);
  const kill = async () => {
    await workers.at(-1)?.terminate();
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-thread-'));
    clock = createManualClock();
    workers = [];
    const workerData: JournalThreadData = {
      path: join(folder, 'cache.db'),
      maxBytes: undefined,
      sequence: 0,
    };
    link = createThreadLink<JournalCalls>({
      spawn: () => {
        const worker = new Worker(THREAD, { workerData });
        workers.push(worker);
        return worker;
      },
      clock,
      onNote: () => {},
      maxWaiting: 8,
    });
    await link.start();
  });
  afterEach(async () => {
    await link.close();
    await rm(folder, { recursive: true });
  });

  test('when it dies, what waits for it rejects, and later calls find a new one with the same file', async () => {
    await put('a');
    const killed = kill(); // first, or a quick thread might still answer
    const waiting = put('b');
    const died = expect(waiting).rejects.toMatchObject({ code: 'storage-unavailable', retryable: true });
    await killed;
    await died;
    clock.advance(1_000);
    await put('c');
    expect(await idsOf('a')).toEqual(['a']);
    expect(await idsOf('c')).toEqual(['c']);
    expect(workers).toHaveLength(2);
  });

  test('it is not started again at once, and waits longer each time it dies', async () => {
    await kill();
    clock.advance(99);
    await expect(put('a')).rejects.toThrow(/restarting/);
    clock.advance(1);
    const second = put('a'); // dies before it is ready
    const died = expect(second).rejects.toMatchObject({ code: 'storage-unavailable' });
    await kill();
    await died;
    clock.advance(199);
    await expect(put('a')).rejects.toThrow(/restarting/);
    clock.advance(1);
    await expect(put('a')).resolves.toBe(1);
  });

  test('more calls than it may have waiting are refused, the others answered', async () => {
    const calls = Array.from({ length: 10 }, (_, i) => put(`e${i}`));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...new Array<string>(8).fill('fulfilled'),
      'rejected',
      'rejected',
    ]);
    await expect(put('later')).resolves.toBe(9);
  });

  test('closing answers what was asked before, and can be asked for twice', async () => {
    const asked = put('a');
    await Promise.all([link.close(), link.close()]);
    await expect(asked).resolves.toBe(1);
  });
});
