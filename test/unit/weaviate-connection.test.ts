import { describe, expect, test } from 'vitest';
import { systemClock } from '#core';
import { createConnection } from '../../cache/vectors/weaviate/connection.ts';
import type { Session } from '../../cache/vectors/weaviate/session.ts';

/** Sessions whose calls end with them, as those of a client that is closed. */
function sessions() {
  const opened: { closed: boolean; readonly ended: Promise<never> }[] = [];
  const open = async (): Promise<Session> => {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    const state = { closed: false, ended: promise };
    opened.push(state);
    const close = (): void => {
      state.closed = true;
      reject(new Error('channel closed'));
    };
    return { collection: undefined as never, ping: async () => {}, close };
  };
  return { opened, open };
}

const connectionTo = (open: () => Promise<Session>) =>
  createConnection({ open, clock: systemClock, pauseMs: 0, pingMs: 1_000, maxInFlight: 10 });
const refused = () => Promise.reject(new Error('read-only'));

describe('a connection to Weaviate on which a call failed', () => {
  test('is left for a new one, and those under way on it end as they would', async () => {
    const { opened, open } = sessions();
    const connection = connectionTo(open);
    const answer = Promise.withResolvers<string>();
    const search = connection.run({ ms: 10_000 }, () => Promise.race([answer.promise, opened[0]?.ended]));
    await expect(connection.run({ ms: 10_000 }, refused)).rejects.toThrow('read-only');
    await connection.run({ ms: 10_000 }, async () => {});
    expect(opened.map(({ closed }) => closed)).toEqual([false, false]);
    answer.resolve('found');
    expect(await search).toBe('found');
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    connection.close();
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });

  test('is closed at once where nothing is under way, and with everything at the end', async () => {
    const { opened, open } = sessions();
    const connection = connectionTo(open);
    await expect(connection.run({ ms: 10_000 }, refused)).rejects.toThrow('read-only');
    expect(opened.map(({ closed }) => closed)).toEqual([true]);
    const search = connection.run({ ms: 10_000 }, () => new Promise(() => {}));
    const failing = connection.run({ ms: 10_000 }, refused);
    await expect(failing).rejects.toThrow('read-only');
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    connection.close();
    await expect(search).rejects.toThrow('closed');
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });

  test('is closed when what is under way on it ended without an answer', async () => {
    const { opened, open } = sessions();
    const connection = connectionTo(open);
    const search = connection.run({ ms: 50 }, () => new Promise(() => {}));
    await expect(connection.run({ ms: 10_000 }, refused)).rejects.toThrow('read-only');
    await expect(search).rejects.toThrow('no answer within 50 ms');
    expect(opened.map(({ closed }) => closed)).toEqual([true]);
  });
});
