import { describe, expect, it } from 'vitest';
import { GatewayError } from '#core';
import { createSingleFlight, type Work } from '../../../src/gateway/single-flight.ts';

/** Work that a test ends when it likes; each start is recorded. */
function controlled() {
  const starts: { readonly signal: AbortSignal; readonly end: PromiseWithResolvers<string> }[] = [];
  const work: Work<string> = (signal) => {
    const end = Promise.withResolvers<string>();
    starts.push({ signal, end });
    return end.promise;
  };
  return { starts, work };
}

const plain = () =>
  createSingleFlight<string>({
    joinableUntil: () => undefined,
    isJoinable: () => true,
    maxParticipants: 100,
  });
const open = (): AbortSignal => new AbortController().signal;
const failure = (retryable: boolean) =>
  new GatewayError({ code: 'upstream-unreachable', status: 502, retryable, publicMessage: 'no' });
/** Lets every promise that is settled be seen. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('[C28] single flight', () => {
  it('equal keys share one piece of work, other keys have their own', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const equal = Array.from({ length: 30 }, () => enter('a', open(), work));
    const other = enter('b', open(), work);
    expect(starts).toHaveLength(2);
    starts[0]?.end.resolve('one');
    starts[1]?.end.resolve('two');
    const results = await Promise.all(equal);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(30).fill('one'));
    expect(results.map(({ shared }) => shared)).toEqual([false, ...Array(29).fill(true)]);
    expect(await other).toEqual({ outcome: 'two', shared: false });
  });

  it('a flight is over with its outcome: the next request starts anew', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const first = enter('a', open(), work);
    starts[0]?.end.resolve('one');
    await first;
    await turn();
    const second = enter('a', open(), work);
    expect(starts).toHaveLength(2);
    starts[1]?.end.resolve('two');
    expect(await second).toEqual({ outcome: 'two', shared: false });
  });

  it('a leader that leaves does not end the flight of its followers', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const leader = new AbortController();
    const leading = enter('a', leader.signal, work);
    const following = enter('a', open(), work);
    leader.abort(new Error('gone'));
    await expect(leading).rejects.toThrow('gone');
    expect(starts[0]?.signal.aborted).toBe(false);
    starts[0]?.end.resolve('one');
    expect(await following).toEqual({ outcome: 'one', shared: true });
    expect(starts).toHaveLength(1);
  });

  it('the last one that leaves aborts the work, and a later request starts anew', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const clients = [new AbortController(), new AbortController()];
    const waiting = clients.map(({ signal }) => enter('a', signal, work).catch((error: unknown) => error));
    clients[0]?.abort(new Error('gone'));
    expect(starts[0]?.signal.aborted).toBe(false);
    clients[1]?.abort(new Error('gone'));
    expect(starts[0]?.signal.aborted).toBe(true);
    await Promise.all(waiting);
    void enter('a', open(), work);
    expect(starts).toHaveLength(2);
  });

  it('one that has left already takes no part', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    await expect(enter('a', AbortSignal.abort(new Error('gone')), work)).rejects.toThrow('gone');
    expect(starts).toHaveLength(0);
  });

  it('a failed leader gets its failure and the next follower leads, alone and with its own work', async () => {
    const { enter } = plain();
    const works = [controlled(), controlled(), controlled()];
    const entered = works.map(({ work }) => enter('a', open(), work));
    works[0]?.starts[0]?.end.reject(failure(true));
    await expect(entered[0]).rejects.toThrow('no');
    await turn();
    expect(works.map(({ starts }) => starts.length)).toEqual([1, 1, 0]);
    works[1]?.starts[0]?.end.resolve('saved');
    expect(await entered[1]).toEqual({ outcome: 'saved', shared: false });
    expect(await entered[2]).toEqual({ outcome: 'saved', shared: true });
  });

  it('after three leaders in turn all fail', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const entered = Array.from({ length: 10 }, () =>
      enter('a', open(), work).catch((error: unknown) => error),
    );
    for (let i = 0; i < 3; i++) {
      starts[i]?.end.reject(failure(true));
      await turn();
    }
    expect(starts).toHaveLength(3);
    for (const error of await Promise.all(entered)) expect(error).toBeInstanceOf(GatewayError);
  });

  it('a failure that no retry mends is everybody’s at once', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const entered = Array.from({ length: 5 }, () =>
      enter('a', open(), work).catch((error: unknown) => error),
    );
    const error = failure(false);
    starts[0]?.end.reject(error);
    expect(await Promise.all(entered)).toEqual(Array(5).fill(error));
    expect(starts).toHaveLength(1);
  });

  it('a leader that left and then fails still hands the lead on', async () => {
    const { enter } = plain();
    const { starts, work } = controlled();
    const leader = new AbortController();
    const leading = enter('a', leader.signal, work).catch((error: unknown) => error);
    const following = enter('a', open(), work);
    leader.abort(new Error('gone'));
    await leading;
    starts[0]?.end.reject(failure(true));
    await turn();
    starts[1]?.end.resolve('saved');
    expect(await following).toEqual({ outcome: 'saved', shared: false });
  });

  it('an outcome that can still be joined is shared until it is settled', async () => {
    const settled = Promise.withResolvers<void>();
    let joinable = true;
    const { enter } = createSingleFlight<string>({
      joinableUntil: () => settled.promise,
      isJoinable: () => joinable,
      maxParticipants: 100,
    });
    const { starts, work } = controlled();
    const first = enter('a', open(), work);
    starts[0]?.end.resolve('stream');
    await first;
    expect(await enter('a', open(), work)).toEqual({ outcome: 'stream', shared: true });
    joinable = false;
    void enter('a', open(), work);
    expect(starts).toHaveLength(2);
    settled.resolve();
    await turn();
    // The second flight is not forgotten with the first.
    void enter('a', open(), work);
    expect(starts).toHaveLength(2);
  });

  it('is bounded: more participants than the bound go on their own', () => {
    const { enter } = createSingleFlight<string>({
      joinableUntil: () => undefined,
      isJoinable: () => true,
      maxParticipants: 3,
    });
    const { starts, work } = controlled();
    for (let i = 0; i < 7; i++) void enter('a', open(), work);
    expect(starts).toHaveLength(3);
  });
});
