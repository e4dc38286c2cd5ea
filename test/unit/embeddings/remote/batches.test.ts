import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#core';
import type { Embedding } from '#embeddings';
import { embedderUnavailable } from '../../../../embeddings/embedder-errors.ts';
import {
  type Batches,
  type BatchesOptions,
  type BatchToEmbed,
  createBatches,
} from '../../../../embeddings/remote/batches.ts';
import type { Outcome } from '../../../../embeddings/remote/embed-batch.ts';

const embedding = (text: string): Embedding => ({
  vector: Float32Array.of(1, 0),
  coveredChars: text.length,
  unknownShare: 0,
});

interface Sent extends BatchToEmbed {
  readonly answer: (outcomes?: readonly Outcome[]) => void;
  readonly fail: (error: Error) => void;
}

let sent: Sent[];
let batches: Batches;
let isOpen: boolean;

const open = (changes: Partial<BatchesOptions> = {}): void => {
  batches = createBatches({
    windowMs: 5,
    maxTexts: 3,
    maxChars: 100,
    maxInFlight: 2,
    maxQueue: 10,
    timeoutMs: 1_000,
    isOpen: () => isOpen,
    clock: systemClock,
    embed: (batch) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
      batch.signal.addEventListener('abort', () => reject(batch.signal.reason), { once: true });
      sent.push({
        ...batch,
        answer: (outcomes) => resolve(outcomes ?? batch.texts.map(embedding)),
        fail: reject,
      });
      return promise;
    },
    ...changes,
  });
};

/** What became of a text so far. */
const follow = (text: string) => {
  const place = batches.join(text);
  const seen: { length?: number; error?: unknown } = {};
  place.embedding.then(
    ({ coveredChars }) => {
      seen.length = coveredChars;
    },
    (error: unknown) => {
      seen.error = error;
    },
  );
  return { seen, leave: place.leave };
};
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const textsSent = () => sent.map(({ texts }) => texts);
const UNAVAILABLE = { code: 'embedder-unavailable' };

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  isOpen = false;
  open();
});
afterEach(() => {
  batches.close();
  vi.useRealTimers();
});

describe('a window', () => {
  it('opens with the first text and takes along what comes before it ends', async () => {
    const first = follow('a');
    await pass(4);
    const second = follow('bb');
    expect(sent).toEqual([]);
    await pass(1);
    expect(textsSent()).toEqual([['a', 'bb']]);
    follow('c');
    sent[0]?.answer();
    await pass(0);
    expect([first.seen, second.seen]).toEqual([{ length: 1 }, { length: 2 }]);
    await pass(5);
    expect(textsSent()).toEqual([['a', 'bb'], ['c']]);
  });

  it('closes early when it is full, by count or by characters', async () => {
    for (const text of ['a', 'b', 'c', 'd']) follow(text);
    expect(textsSent()).toEqual([['a', 'b', 'c']]);
    follow('x'.repeat(100));
    expect(textsSent()[1]).toEqual(['d']);
  });

  it('a text longer than a batch goes alone', async () => {
    follow('a');
    follow('x'.repeat(200));
    follow('b');
    await pass(5);
    sent[0]?.answer();
    await pass(0);
    expect(textsSent()).toEqual([['a'], ['x'.repeat(200)], ['b']]);
  });

  it('sends equal texts once, and every caller has the vector', async () => {
    const all = ['same', 'same', 'other', 'same'].map(follow);
    await pass(5);
    expect(textsSent()).toEqual([['same', 'other']]);
    const late = follow('same');
    sent[0]?.answer();
    await pass(0);
    expect([...all, late].map(({ seen }) => seen.length)).toEqual([4, 4, 5, 4, 4]);
    await pass(5);
    expect(sent).toHaveLength(1);
  });

  it('each text has its own outcome', async () => {
    const good = follow('good');
    const bad = follow('bad');
    await pass(5);
    sent[0]?.answer([embedding('good'), embedderUnavailable('no direction')]);
    await pass(0);
    expect(good.seen).toEqual({ length: 4 });
    expect(bad.seen.error).toMatchObject(UNAVAILABLE);
  });
});

describe('a batch that waits for its turn', () => {
  beforeEach(async () => {
    open({ maxInFlight: 1 });
    follow('at work');
    await pass(5);
  });
  const answerFirst = async (): Promise<void> => {
    sent[0]?.answer();
    await pass(0);
  };

  it('takes along what comes meanwhile, so that a slow provider is asked less often, not later', async () => {
    follow('a');
    await pass(5);
    const late = follow('b');
    await pass(200);
    follow('c');
    await answerFirst();
    expect(textsSent()).toEqual([['at work'], ['a', 'b', 'c']]);
    sent[1]?.answer();
    await pass(0);
    expect(late.seen).toEqual({ length: 1 });
  });

  it('takes no more than it has room for, by count or by characters', async () => {
    follow('a');
    await pass(5);
    for (const text of ['b', 'c', 'd']) follow(text);
    await pass(5);
    follow('x'.repeat(100));
    await answerFirst();
    expect(textsSent()[1]).toEqual(['a', 'b', 'c']);
    sent[1]?.answer();
    await pass(0);
    expect(textsSent()[2]).toEqual(['d']);
  });

  it('takes none that would have less than half of the time', async () => {
    follow('a');
    await pass(501);
    follow('b');
    await answerFirst();
    expect(textsSent()[1]).toEqual(['a']);
  });
});

describe('who leaves', () => {
  const reason = new Error('enough');

  it('before it is sent, is not sent', async () => {
    const leaver = follow('a');
    follow('b');
    leaver.leave(reason);
    await pass(5);
    expect(leaver.seen.error).toBe(reason);
    expect(textsSent()).toEqual([['b']]);
  });

  it('last of all before it is sent, leaves nothing to send', async () => {
    const leaver = follow('a');
    leaver.leave(reason);
    await pass(5_000);
    expect(sent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not end the wait of others, not even for the same text', async () => {
    const [leaver, same, other] = [follow('a'), follow('a'), follow('b')];
    await pass(5);
    leaver.leave(reason);
    await pass(0);
    expect(leaver.seen.error).toBe(reason);
    expect(sent[0]?.signal.aborted).toBe(false);
    sent[0]?.answer();
    await pass(0);
    expect([same.seen, other.seen]).toEqual([{ length: 1 }, { length: 1 }]);
  });

  it('does not end the request for the other texts', async () => {
    const leaver = follow('a');
    const other = follow('b');
    await pass(5);
    leaver.leave(reason);
    expect(sent[0]?.signal.aborted).toBe(false);
    sent[0]?.answer();
    await pass(0);
    expect(other.seen).toEqual({ length: 1 });
    expect(leaver.seen.error).toBe(reason);
  });

  it('last of all, ends the request; the same text is asked for anew', async () => {
    const [one, other] = [follow('a'), follow('b')];
    await pass(5);
    one.leave(reason);
    other.leave(reason);
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(sent[0]?.isLate()).toBe(false);
    const again = follow('a');
    await pass(5);
    sent[1]?.answer();
    await pass(0);
    expect(again.seen).toEqual({ length: 1 });
  });

  it('while it waits for its turn, is not sent', async () => {
    open({ maxInFlight: 1, maxTexts: 1 });
    follow('a');
    const queued = follow('b');
    const next = follow('c');
    queued.leave(reason);
    sent[0]?.answer();
    await pass(0);
    expect(textsSent()).toEqual([['a'], ['c']]);
    sent[1]?.answer();
    await pass(0);
    expect(next.seen).toEqual({ length: 1 });
  });
});

describe('a bound', () => {
  it('on batches in flight: the next goes when one ends, whatever its end', async () => {
    open({ maxTexts: 1 });
    const all = ['a', 'b', 'c', 'd'].map(follow);
    expect(textsSent()).toEqual([['a'], ['b']]);
    sent[0]?.fail(new Error('broken'));
    await pass(0);
    expect(textsSent()).toEqual([['a'], ['b'], ['c']]);
    sent[1]?.answer();
    await pass(0);
    expect(textsSent()).toHaveLength(4);
    expect(all[0]?.seen.error).toMatchObject({ message: 'broken' });
  });

  it('on texts that wait: one more is refused, and whoever ends makes room', async () => {
    open({ maxQueue: 2 });
    const [one] = [follow('a'), follow('a')];
    const refused = follow('c');
    await pass(0);
    expect(refused.seen.error).toMatchObject({ code: 'embedder-busy' });
    one.leave(new Error('enough'));
    const next = follow('c');
    await pass(5);
    sent[0]?.answer();
    await pass(0);
    expect(next.seen).toEqual({ length: 1 });
    expect(follow('d').seen.error).toBeUndefined();
  });

  it('on time: from the first text, in the queue as well as at the provider', async () => {
    open({ maxTexts: 1, maxInFlight: 1, timeoutMs: 100 });
    const atWork = follow('a');
    const queued = follow('b');
    await pass(99);
    expect([atWork.seen, queued.seen]).toEqual([{}, {}]);
    await pass(1);
    expect(atWork.seen.error).toMatchObject(UNAVAILABLE);
    expect(queued.seen.error).toMatchObject(UNAVAILABLE);
    expect(sent[0]?.isLate()).toBe(true);
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('on time: a batch that waited has what is left', async () => {
    open({ maxTexts: 1, maxInFlight: 1, timeoutMs: 100 });
    follow('a');
    follow('b');
    await pass(30);
    sent[0]?.answer();
    await pass(0);
    expect(sent[1]?.withinMs).toBeCloseTo(70, 0);
  });
});

describe('refused at once', () => {
  it('are new texts while the provider is left alone; who shares one in flight is not', async () => {
    const first = follow('a');
    await pass(5);
    isOpen = true;
    const shared = follow('a');
    const other = follow('b');
    await pass(0);
    expect(other.seen.error).toMatchObject(UNAVAILABLE);
    sent[0]?.answer();
    await pass(0);
    expect([first.seen, shared.seen]).toEqual([{ length: 1 }, { length: 1 }]);
  });

  it('is everything after the close, and what waited', async () => {
    const atWork = follow('a');
    await pass(5);
    const waits = follow('b');
    batches.close();
    const late = follow('c');
    await pass(0);
    for (const { seen } of [atWork, waits, late]) expect(seen.error).toMatchObject(UNAVAILABLE);
    expect(vi.getTimerCount()).toBe(0);
  });
});
