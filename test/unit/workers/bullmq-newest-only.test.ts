import { describe, expect, it } from 'vitest';
import { createNewestOnly } from '../../../workers/newest-only.ts';

describe('the newest version of each id', () => {
  it('leaves out what is older than what was begun; the same version again is none of it', () => {
    const newest = createNewestOnly(10);
    const late = (id: string, at: number): boolean => newest.isLate({ id, at });
    expect([late('a', 2), late('a', 1), late('a', 2), late('b', 1), late('a', 3), late('a', 2)]).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('remembers so many ids, those begun last', () => {
    const newest = createNewestOnly(2);
    for (const id of ['a', 'b', 'a', 'c']) expect(newest.isLate({ id, at: 2 })).toBe(false);
    expect(newest.isLate({ id: 'a', at: 1 })).toBe(true);
    expect(newest.isLate({ id: 'b', at: 1 })).toBe(false);
  });
});
