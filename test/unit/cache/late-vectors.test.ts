import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLateVectors, type Entry, type LateVectors } from '#cache';
import { makeEntry } from '../../contract/fixtures/entries.ts';

const EVERY_MS = 1_000;

describe('vectors that could not be placed', () => {
  let away: boolean;
  let placed: Entry[];
  let late: LateVectors;
  const create = (max = 10) =>
    createLateVectors({
      index: async (entry) => {
        if (away) throw new Error('away');
        placed.push(entry);
      },
      now: () => Date.now(),
      max,
      everyMs: EVERY_MS,
    });
  const entry = (id: string, changes = {}) => makeEntry(id, Date.now(), changes);
  const ids = () => placed.map(({ id }) => id);

  beforeEach(() => {
    vi.useFakeTimers();
    away = true;
    placed = [];
    late = create();
  });
  afterEach(async () => {
    await late.close();
    vi.useRealTimers();
  });

  it('are placed in their order once the store is back, and not before', async () => {
    late.add(entry('a'));
    late.add(entry('b'));
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(ids()).toEqual([]);
    expect(late.size()).toBe(2);
    away = false;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(ids()).toEqual(['a', 'b']);
    expect(late.size()).toBe(0);
  });

  it('of one entry are placed once, the latest', async () => {
    late.add(entry('a', { question: 'older' }));
    late.add(entry('a', { question: 'newer' }));
    away = false;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(placed.map(({ question }) => question)).toEqual(['newer']);
  });

  it('are bounded: the oldest is given up', async () => {
    late = create(2);
    for (const id of ['a', 'b', 'c']) late.add(entry(id));
    away = false;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(ids()).toEqual(['b', 'c']);
  });

  it('of entries that expired meanwhile are not placed', async () => {
    late.add(entry('a', { expiresAt: Date.now() + EVERY_MS / 2 }));
    late.add(entry('b'));
    away = false;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(ids()).toEqual(['b']);
    expect(late.size()).toBe(0);
  });

  it('do not wait for one that is refused time and again', async () => {
    away = false;
    late = createLateVectors({
      index: async (one) => {
        if (one.id === 'bad') throw new Error('refused');
        placed.push(one);
      },
      now: () => Date.now(),
      max: 10,
      everyMs: EVERY_MS,
    });
    for (const id of ['bad', 'a', 'b']) late.add(entry(id));
    await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(ids()).toEqual(['a', 'b']);
    expect(late.size()).toBe(1);
  });

  it('are left alone after the close', async () => {
    late.add(entry('a'));
    await late.close();
    away = false;
    await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
    expect(ids()).toEqual([]);
  });
});
