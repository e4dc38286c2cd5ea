import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../cache/entry.ts';
import { createOverlay } from '../../../cache/write/overlay.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';

const entry = (id: string, changes: Partial<Entry>): Entry => makeEntry(id, 0, changes);

describe('[C21] what is answered and not yet stored', () => {
  it('is found under each of its keys until it is stored', () => {
    const overlay = createOverlay(10);
    const one = entry('one', { keys: ['exact', 'normalised'], expiresAt: 100 });
    overlay.add(one);
    expect(overlay.get('exact', 99)).toBe(one);
    expect(overlay.get('normalised', 99)).toBe(one);
    expect(overlay.get('one', 99)).toBeUndefined();
    overlay.settle(one);
    expect(overlay.get('exact', 99)).toBeUndefined();
    expect(overlay.size()).toBe(0);
  });

  it('is not found after its time', () => {
    const overlay = createOverlay(10);
    overlay.add(entry('one', { keys: ['k'], expiresAt: 100 }));
    expect(overlay.get('k', 100)).toBeUndefined();
  });

  it('a newer answer replaces an older one and outlives the older one’s storing', () => {
    const overlay = createOverlay(10);
    const older = entry('one', { keys: ['k', 'old'], expiresAt: 100 });
    const newer = entry('one', {
      keys: ['k'],
      expiresAt: 100,
      provenance: { ...older.provenance, requestId: 'later' },
    });
    overlay.add(older);
    overlay.add(newer);
    overlay.settle(older);
    expect(overlay.get('k', 0)).toBe(newer);
    expect(overlay.get('old', 0)).toBeUndefined();
    overlay.settle({ ...newer }); // a copy, as a queue hands it back
    expect(overlay.get('k', 0)).toBeUndefined();
  });

  it('is bounded: the oldest is forgotten here', () => {
    const overlay = createOverlay(3);
    for (const id of ['a', 'b', 'c', 'd']) overlay.add(entry(id, { keys: [`k-${id}`], expiresAt: 100 }));
    expect(overlay.size()).toBe(3);
    expect(overlay.get('k-a', 0)).toBeUndefined();
    expect(overlay.get('k-d', 0)).toBeDefined();
  });

  it('is shown for a bounded time where another process stores it and nobody here settles it', () => {
    const overlay = createOverlay(3, 50);
    overlay.add(entry('one', { keys: ['k'], expiresAt: 1_000 }));
    expect(overlay.get('k', 50)).toBeDefined();
    expect(overlay.get('k', 51)).toBeUndefined();
    expect(overlay.size()).toBe(0);
  });
});
