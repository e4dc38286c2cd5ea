import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AnswerVectorEnd, createOverlay, type Entry, partitionOf, type WriteJob } from '#cache';
import { loadConfig } from '#config';
import type { Embedder } from '#embeddings';
import { createLogger } from '#observability';
import { type Closer, createCloser } from '../../../src/compose/closer.ts';
import { createHealth } from '../../../src/compose/health.ts';
import { composeStores, type Stores } from '../../../src/compose/stores.ts';
import { composeWriting } from '../../../src/compose/writing.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';
import { until } from '../../kit/until.ts';

const PLACE = { tenant: 'team:support', compatKey: 'compat' };
const signal = new AbortController().signal;

let dataDir: string;
let closer: Closer;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'reprise-writing-'));
  closer = createCloser(() => {});
});
afterEach(async () => {
  await closer.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Opened {
  readonly stores: Stores;
  readonly write: (job: WriteJob) => Promise<void>;
  readonly ends: readonly AnswerVectorEnd[];
}

async function open(embed: Embedder['embed'], settings: Record<string, string> = {}): Promise<Opened> {
  const logger = createLogger('silent');
  const { config } = loadConfig({ env: { REPRISE_DATA_DIR: dataDir, ...settings }, cwd: dataDir });
  const embedder = { embed, spaceId: 'space', dimensions: 2, maxTokens: 256, close: () => Promise.resolve() };
  const context = { config, logger, closer, health: createHealth(Date.now, logger), embedder };
  const stores = await composeStores({ ...context, writesAtOnce: 4 });
  const ends: AnswerVectorEnd[] = [];
  const write = composeWriting({
    ...context,
    stores,
    overlay: createOverlay(10),
    vectorFailed: (error) => {
      throw error;
    },
    refused: () => {},
    answerEmbedded: (end) => ends.push(end),
  });
  return { stores, write: (job) => write(job, signal), ends };
}

const job = (id: string, changes: Partial<Entry> = {}): WriteJob => ({
  entry: makeEntry(id, Date.now(), {
    vector: Float32Array.of(1, 0),
    partition: partitionOf(PLACE, 'space', ''),
    ...changes,
  }),
  compatKey: PLACE.compatKey,
  embed: false,
  check: undefined,
  answerText: `The answer to ${id}.`,
});

const atOnce: Embedder['embed'] = async (texts) =>
  texts.map((text) => ({ vector: Float32Array.of(0, 1), coveredChars: text.length, unknownShare: 0 }));

describe('[C10] a write', () => {
  it("stores entry and question at once, and the answer's vector when the model gets to it", async () => {
    let finish = (): void => {};
    const { stores, write, ends } = await open(async (texts, until) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return atOnce(texts, until);
    });
    await write(job('a'));
    expect((await stores.entries.getMany(['a']))[0]?.answerVector).toBeUndefined();
    expect(await stores.vectors.count()).toBe(1);
    finish();
    await until('an end', () => ends[0]);
    expect(ends).toEqual(['stored']);
    expect((await stores.entries.getMany(['a']))[0]?.answerVector).toEqual(Float32Array.of(0, 1));
    expect(await stores.vectors.count()).toBe(2);
  });

  it('is whole without it where the embedder is dead', async () => {
    const { stores, write, ends } = await open(() => Promise.reject(new Error('dead')));
    await write(job('a'));
    await until('an end', () => ends[0]);
    expect(ends).toEqual(['failed']);
    expect(await stores.entries.has(['a'])).toEqual([true]);
    expect(await stores.vectors.count()).toBe(1);
  });

  it('makes none for an answer without words, nor for one that only matches exactly', async () => {
    const { stores, write, ends } = await open(atOnce);
    await write({ ...job('silent'), answerText: undefined });
    await write(job('exact', { vector: undefined }));
    await write(job('told'));
    await until('an end', () => ends[0]);
    expect(ends).toEqual(['stored']);
    expect(await stores.vectors.count()).toBe(3);
  });

  it('makes none where the setting says so', async () => {
    const { stores, write, ends } = await open(atOnce, { REPRISE_CACHE__ANSWER_VECTORS: 'false' });
    await write(job('a'));
    expect(ends).toEqual([]);
    expect(await stores.vectors.count()).toBe(1);
  });
});

describe('[C23] what leaves the cache takes both of its vectors along', () => {
  it('when it is evicted', async () => {
    const { stores, write, ends } = await open(atOnce, { REPRISE_CACHE__MAX_ENTRIES: '2' });
    for (const id of ['a', 'b', 'c', 'd']) {
      await write(job(id));
      await until('an end', () => ends.length === ['a', 'b', 'c', 'd'].indexOf(id) + 1);
    }
    expect(ends).toEqual(['stored', 'stored', 'stored', 'stored']);
    expect(stores.stats().entries).toBe(2);
    expect(await stores.vectors.count()).toBe(4);
  });

  it('when it expires', async () => {
    const { stores, write, ends } = await open(atOnce);
    await write(job('a', { expiresAt: Date.now() + 500 }));
    await write(job('b'));
    await until('both ends', () => ends.length === 2);
    await until('the expired one gone', async () => stores.stats().entries === 1);
    expect(await stores.vectors.count()).toBe(2);
  });
});
