import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LargePartitionOptions } from '../../../cache/vectors/hnsw/large-partition-options.ts';
import { createVectorSource } from '../../contract/fixtures/vectors.ts';
import { until } from '../../kit/until.ts';
import {
  DIMENSIONS,
  expected,
  nearest,
  openStore,
  recordsOf,
  temporaryFolder,
  throughIndex,
  withoutHnsw,
} from './hnsw-kit.ts';

const asked = createVectorSource(DIMENSIONS, 99).unit();
const records = recordsOf(600);
const program = new URL('./fixtures/counting-index.thread.ts', import.meta.url);
const total = (troubles: readonly string[], verb: string): number =>
  troubles
    .filter((what) => what.startsWith(`${verb} `))
    .reduce((sum, what) => sum + Number(what.slice(verb.length)), 0);
const added = (troubles: readonly string[]): number => total(troubles, 'added');
const snapshotsAreRead = (troubles: readonly string[]) =>
  until('snapshots are read', () => troubles.includes('snapshots are read'));

const openAt = (dir: string, changes: LargePartitionOptions = {}) =>
  openStore({ snapshots: { dir, spaceId: 'space' }, program, ...changes });

/** A folder with the snapshot of a store that held `records`, closed. */
async function leaveSnapshot(): Promise<string> {
  const dir = join(temporaryFolder(), 'not there yet');
  const { store, troubles } = openAt(dir);
  await store.upsert(records);
  await store.settled();
  await store.close();
  expect(added(troubles)).toBe(600);
  return dir;
}

const fileOf = (dir: string, ending: string): string => {
  const file = readdirSync(dir).find((name) => name.endsWith(ending));
  if (file === undefined) throw new Error(`no ${ending} in ${readdirSync(dir)}`);
  return join(dir, file);
};

describe.skipIf(withoutHnsw)(`a snapshot${withoutHnsw}`, () => {
  test('serves the next start: nothing is added to the graph again', async () => {
    const dir = await leaveSnapshot();
    const { store, troubles } = openAt(dir);
    for (let from = 0; from < records.length; from += 100)
      await store.upsert(records.slice(from, from + 100));
    store.loaded();
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    expect(added(troubles)).toBe(0);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  test('serves records that came before it was read and those that come after', async () => {
    const dir = await leaveSnapshot();
    const { store, troubles } = openAt(dir);
    await store.upsert(records.slice(0, 300)); // the thread has not even started
    await snapshotsAreRead(troubles);
    await store.upsert(records.slice(300));
    store.loaded();
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    expect(added(troubles)).toBe(0);
  });

  test.each(['before it is read', 'after it was read'])(
    'is brought in step with what lives and comes %s: the new and the changed are added, the gone dropped',
    async (when) => {
      const dir = await leaveSnapshot();
      const source = createVectorSource(DIMENSIONS, 42);
      const changed = records.slice(0, 50).map((record) => ({ ...record, vector: source.unit() }));
      const living = [...changed, ...records.slice(50, 500), ...recordsOf(30, { prefix: 'new', seed: 9 })];
      const { store, troubles } = openAt(dir);
      if (when === 'after it was read') await snapshotsAreRead(troubles);
      await store.upsert(living);
      store.loaded();
      await store.settled();
      for (const vector of [asked, records[0]?.vector ?? asked, records[599]?.vector ?? asked]) {
        expect(await throughIndex(store, () => nearest(store, vector, 20))).toEqual(
          expected(living, vector, 20),
        );
      }
      expect([added(troubles), total(troubles, 'removed')]).toEqual([80, 150]);
      await store.close();

      const again = openAt(dir);
      await again.store.upsert(living);
      again.store.loaded();
      await again.store.settled();
      expect(await throughIndex(again.store, () => nearest(again.store, asked, 20))).toEqual(
        expected(living, asked, 20),
      );
      expect(added(again.troubles)).toBe(0);
    },
  );

  test('whose records are mostly gone is built anew, one whose partition has become small is removed', async () => {
    const dir = await leaveSnapshot();
    const { store, troubles } = openAt(dir);
    await store.upsert(records.slice(0, 300));
    store.loaded();
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(
      expected(records.slice(0, 300), asked),
    );
    expect(added(troubles)).toBe(300);
    await store.close();

    const small = openAt(dir);
    await small.store.upsert(records.slice(0, 20));
    small.store.loaded();
    await small.store.settled();
    expect(await nearest(small.store, asked)).toEqual(expected(records.slice(0, 20), asked));
    await small.store.close();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('keeps a rebuilt graph, not the one before it', async () => {
    const dir = await leaveSnapshot();
    const { store } = openAt(dir);
    await store.upsert(records);
    store.loaded();
    await store.settled();
    await store.remove(records.slice(0, 300).map(({ id }) => id));
    await store.settled();
    await store.close();
    expect(readdirSync(dir)).toHaveLength(2);
    const again = openAt(dir);
    await again.store.upsert(records.slice(300));
    again.store.loaded();
    await again.store.settled();
    expect(await throughIndex(again.store, () => nearest(again.store, asked))).toEqual(
      expected(records.slice(300), asked),
    );
    expect(added(again.troubles)).toBe(0);
  });

  test('of several partitions: each finds its own', async () => {
    const dir = temporaryFolder();
    const others = recordsOf(100, { partition: 'q', prefix: 'q', seed: 5 });
    const first = openAt(dir);
    await first.store.upsert([...records, ...others]);
    await first.store.settled();
    await first.store.close();
    const { store, troubles } = openAt(dir);
    await store.upsert([...others, ...records]);
    store.loaded();
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    expect(await throughIndex(store, () => nearest(store, asked, 5, 'q'))).toEqual(
      expected(others, asked, 5, 'q'),
    );
    expect(added(troubles)).toBe(0);
  });

  test('is read again after the thread died', async () => {
    const dir = await leaveSnapshot();
    const { store, troubles } = openAt(dir, {
      program: new URL('./fixtures/dying-index.thread.ts', import.meta.url),
    });
    await store.upsert(records);
    store.loaded();
    await store.settled();
    await nearest(store, new Float32Array(DIMENSIONS).fill(0).with(0, 1));
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    expect(troubles).toEqual([expect.stringContaining('exit code 3')]);
  });
});

const damage: readonly (readonly [string, (dir: string) => void, RegExp])[] = [
  [
    'with one byte of its graph changed',
    (dir) => {
      const bytes = readFileSync(fileOf(dir, '.hnsw'));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(fileOf(dir, '.hnsw'), bytes);
    },
    /graph is damaged/,
  ],
  [
    'with its graph cut',
    (dir) => writeFileSync(fileOf(dir, '.hnsw'), readFileSync(fileOf(dir, '.hnsw')).subarray(0, 5_000)),
    /graph is damaged/,
  ],
  [
    'with a label changed',
    (dir) => {
      const file = fileOf(dir, '.labels');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"r17"', '"r18"'));
    },
    /list is damaged/,
  ],
  ['with its list empty', (dir) => writeFileSync(fileOf(dir, '.labels'), ''), /list is damaged/],
  [
    'with its list cut',
    (dir) => {
      const file = fileOf(dir, '.labels');
      writeFileSync(file, readFileSync(file).subarray(0, 700));
    },
    /list is damaged/,
  ],
];

describe.skipIf(withoutHnsw)(`a snapshot that is not used${withoutHnsw}`, () => {
  const expectBuiltAnew = async (dir: string, why: RegExp, changes: LargePartitionOptions = {}) => {
    const { store, troubles } = openAt(dir, changes);
    await store.upsert(records);
    store.loaded();
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    expect(troubles.filter((what) => why.test(what))).toHaveLength(1);
    expect(added(troubles)).toBe(600);
    await store.close();
    expect(readdirSync(dir)).toHaveLength(2);
  };

  test.each(damage)('%s is reported, removed and replaced', async (_, spoil, why) => {
    const dir = await leaveSnapshot();
    spoil(dir);
    await expectBuiltAnew(dir, why);
  });

  test('of another embedding space is reported, removed and replaced', async () => {
    const dir = await leaveSnapshot();
    await expectBuiltAnew(dir, /embedding space is another/, { snapshots: { dir, spaceId: 'other' } });
  });

  test('cannot be written: the index serves all the same, and it is said', async () => {
    const dir = join(temporaryFolder(), 'file');
    writeFileSync(dir, 'in the way');
    const { store, troubles } = openAt(dir);
    await store.upsert(records);
    await store.settled();
    expect(await throughIndex(store, () => nearest(store, asked))).toEqual(expected(records, asked));
    await store.close();
    expect(troubles.join('\n')).toMatch(/snapshot was not written/);
  });
});
