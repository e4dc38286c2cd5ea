import type { Clock } from '#core';
import type { Embedding } from '../embedder.ts';
import { embedderBusy, embedderUnavailable } from '../embedder-errors.ts';
import type { Outcome } from './embed-batch.ts';

export interface BatchesOptions {
  /** How long the first text of a batch waits for others, in milliseconds. */
  readonly windowMs: number;
  readonly maxTexts: number;
  /** UTF-16 units in one batch; a longer text goes alone. */
  readonly maxChars: number;
  /** Batches that are embedded at once. */
  readonly maxInFlight: number;
  /** Callers' texts that may wait for an answer, those in flight included; one more is refused. */
  readonly maxQueue: number;
  /** From the first text of a batch to its answer; one that joins later has at least half of it. */
  readonly timeoutMs: number;
  /** Whether a text is refused at once. */
  readonly isOpen: () => boolean;
  readonly clock: Clock;
  /** Embeds texts that differ: one outcome per text, in their order. */
  readonly embed: (batch: BatchToEmbed) => Promise<readonly Outcome[]>;
}

export interface BatchToEmbed {
  readonly texts: readonly string[];
  /** Milliseconds left. */
  readonly withinMs: number;
  /** Aborts when nobody waits any more, at the deadline, and at the close. */
  readonly signal: AbortSignal;
  /** Whether it was the deadline. */
  readonly isLate: () => boolean;
}

/** A caller's place with one text. */
export interface Place {
  readonly embedding: Promise<Embedding>;
  /** Gives the place up; its promise rejects with the reason unless it had settled. */
  readonly leave: (reason: unknown) => void;
}

export interface Batches {
  /** Equal texts share one vector, also with one that is in flight. */
  readonly join: (text: string) => Place;
  readonly close: () => void;
}

interface Waiter {
  readonly resolve: (embedding: Embedding) => void;
  readonly reject: (error: unknown) => void;
}

interface Batch {
  readonly waiters: Map<string, Set<Waiter>>;
  readonly controller: AbortController;
  readonly startedAt: number;
  chars: number;
  isLate: boolean;
  state: 'gathering' | 'queued' | 'sent' | 'ended';
  window: NodeJS.Timeout | undefined;
  deadline: NodeJS.Timeout | undefined;
}

/** Gathers the texts of all callers into batches. Who leaves ends nobody else's wait. */
export function createBatches(options: BatchesOptions): Batches {
  const batchOf = new Map<string, Batch>();
  const queue: Batch[] = [];
  let gathering: Batch | undefined;
  let inFlight = 0;
  let waiting = 0;
  let closed = false;

  const open = (): Batch => {
    const batch: Batch = {
      waiters: new Map(),
      controller: new AbortController(),
      startedAt: options.clock.monotonic(),
      chars: 0,
      isLate: false,
      state: 'gathering',
      window: undefined,
      deadline: undefined,
    };
    batch.window = setTimeout(() => enqueue(batch), options.windowMs);
    batch.deadline = setTimeout(() => giveUp(batch), options.timeoutMs);
    gathering = batch;
    return batch;
  };

  const enqueue = (batch: Batch): void => {
    clearTimeout(batch.window);
    if (gathering === batch) gathering = undefined;
    batch.state = 'queued';
    queue.push(batch);
    pump();
  };

  const millisecondsLeft = (batch: Batch): number =>
    batch.startedAt + options.timeoutMs - options.clock.monotonic();

  const pump = (): void => {
    while (inFlight < options.maxInFlight) {
      const batch = queue.shift();
      if (!batch) return;
      if (millisecondsLeft(batch) <= 0) {
        giveUp(batch);
        continue;
      }
      inFlight++;
      void send(batch).finally(() => {
        inFlight--;
        pump();
      });
    }
  };

  const send = async (batch: Batch): Promise<void> => {
    batch.state = 'sent';
    const texts = [...batch.waiters.keys()];
    const withinMs = millisecondsLeft(batch);
    const { signal } = batch.controller;
    try {
      const outcomes = await options.embed({ texts, withinMs, signal, isLate: () => batch.isLate });
      for (const [position, text] of texts.entries()) {
        const outcome = outcomes[position] ?? embedderUnavailable('an embedding is missing');
        for (const waiter of batch.waiters.get(text) ?? []) {
          if (outcome instanceof Error) waiter.reject(outcome);
          else waiter.resolve(outcome);
        }
      }
    } catch (error) {
      for (const waiter of waitersOf(batch)) waiter.reject(error);
    }
    end(batch);
  };

  /** From here on its texts are embedded anew. */
  const end = (batch: Batch): void => {
    if (batch.state === 'ended') return;
    batch.state = 'ended';
    clearTimeout(batch.window);
    clearTimeout(batch.deadline);
    if (gathering === batch) gathering = undefined;
    const at = queue.indexOf(batch);
    if (at >= 0) queue.splice(at, 1);
    for (const text of batch.waiters.keys()) if (batchOf.get(text) === batch) batchOf.delete(text);
  };

  const stop = (batch: Batch, reason: unknown): void => {
    if (batch.state === 'ended') return;
    end(batch);
    for (const waiter of waitersOf(batch)) waiter.reject(reason);
    batch.controller.abort(reason);
  };

  const giveUp = (batch: Batch): void => {
    batch.isLate = true;
    stop(batch, embedderUnavailable(`no answer within ${options.timeoutMs} ms`));
  };

  const leave = (batch: Batch, text: string, waiter: Waiter): void => {
    const waiters = batch.waiters.get(text);
    if (!waiters?.delete(waiter) || waiters.size > 0 || batch.state === 'ended') return;
    if (batch.state === 'sent') {
      if (waitersOf(batch).length === 0) stop(batch, embedderUnavailable('nobody waits any more'));
      return;
    }
    batch.waiters.delete(text);
    batch.chars -= text.length;
    batchOf.delete(text);
    if (batch.waiters.size === 0) end(batch);
  };

  /** While the provider is at work on as many as it may, the last one in the queue goes on gathering. */
  const lastWithRoom = (text: string): Batch | undefined => {
    const batch = queue.at(-1);
    const hasRoom =
      batch &&
      batch.waiters.size < options.maxTexts &&
      batch.chars + text.length <= options.maxChars &&
      millisecondsLeft(batch) >= options.timeoutMs / 2;
    return hasRoom ? batch : undefined;
  };

  const batchFor = (text: string): Batch => {
    const known = batchOf.get(text);
    if (known) return known;
    if (gathering && gathering.chars + text.length > options.maxChars) enqueue(gathering);
    const batch = gathering ?? lastWithRoom(text) ?? open();
    batch.waiters.set(text, new Set());
    batch.chars += text.length;
    batchOf.set(text, batch);
    return batch;
  };

  return {
    join: (text) => {
      if (closed) return refused(embedderUnavailable('closed'));
      if (waiting >= options.maxQueue) return refused(embedderBusy(options.maxQueue));
      if (!batchOf.has(text) && options.isOpen())
        return refused(embedderUnavailable('the provider failed repeatedly and is left alone for a moment'));
      const batch = batchFor(text);
      const { promise, resolve, reject } = Promise.withResolvers<Embedding>();
      waiting++;
      let settled = false;
      const settle = (act: () => void): void => {
        if (settled) return;
        settled = true;
        waiting--;
        act();
      };
      const waiter: Waiter = {
        resolve: (embedding) => settle(() => resolve(embedding)),
        reject: (error) => settle(() => reject(error)),
      };
      batch.waiters.get(text)?.add(waiter);
      if (batch.state === 'gathering' && batch.waiters.size >= options.maxTexts) enqueue(batch);
      return {
        embedding: promise,
        leave: (reason) => {
          waiter.reject(reason);
          leave(batch, text, waiter);
        },
      };
    },
    close: () => {
      closed = true;
      for (const batch of new Set(batchOf.values())) stop(batch, embedderUnavailable('closed'));
    },
  };
}

const waitersOf = (batch: Batch): Waiter[] => [...batch.waiters.values()].flatMap((waiters) => [...waiters]);

const refused = (error: unknown): Place => ({ embedding: Promise.reject(error), leave: () => {} });
