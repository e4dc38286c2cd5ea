import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../../cache/lookup/deadline.ts';

const LONG_MS = 60_000;

describe('[C30] a lookup’s deadline', () => {
  it('gives the work’s result or its error when that comes first', async () => {
    const outer = new AbortController().signal;
    expect(await withDeadline(LONG_MS, outer, () => Promise.resolve('found'))).toBe('found');
    await expect(withDeadline(LONG_MS, outer, () => Promise.reject(new Error('dead')))).rejects.toThrow(
      'dead',
    );
  });

  it('stops waiting at the deadline and tells the work', async () => {
    let told: AbortSignal | undefined;
    const late = withDeadline(1, new AbortController().signal, (signal) => {
      told = signal;
      return new Promise(() => {});
    });
    await expect(late).rejects.toMatchObject({ code: 'lookup-timeout' });
    expect(told?.aborted).toBe(true);
  });

  it('stops with the caller, whose reason it hands on', async () => {
    const outer = new AbortController();
    const waiting = withDeadline(LONG_MS, outer.signal, () => new Promise(() => {}));
    outer.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(withDeadline(LONG_MS, outer.signal, () => Promise.resolve('x'))).rejects.toThrow('gone');
  });
});
