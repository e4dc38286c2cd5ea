import { hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { threadUrl } from '#core';

/** Texts that have to follow one schema. */
export interface SchemaCheck {
  /** JSON text. */
  readonly schema: string;
  readonly texts: readonly string[];
}

/** `unchecked`: the schema cannot be compiled, or not in the time there is; nobody knows whether the texts follow it. */
export type SchemaVerdict = 'valid' | 'invalid' | 'unchecked';

/** What the thread says: that it is up, then one verdict per check. */
export interface SchemaReply {
  readonly type: 'ready' | SchemaVerdict;
}

/** Checks texts against the schemas that clients sent, off the event loop. */
export interface SchemaChecker {
  /** Never rejects. One check at a time, in the order asked. */
  readonly check: (check: SchemaCheck) => Promise<SchemaVerdict>;
  readonly close: () => Promise<void>;
}

export interface SchemaCheckerOptions {
  /** Longest time for one check, compiling included. */
  readonly deadlineMs?: number;
  /** Checks that may wait; one more is `unchecked` at once. */
  readonly maxWaiting?: number;
}

const DEADLINE_MS = 1_000;
const START_MS = 10_000;
const MAX_WAITING = 64;
/** Longer schemas are not looked at: none that a provider accepts comes near. */
const MAX_SCHEMA_CHARS = 256 * 1024;
/** A schema that ran out of time costs no further thread for a while. */
const REMEMBERED_MS = 60_000;
const MEMORY_MB = 128;

/**
 * A client's schema can freeze whoever compiles it for seconds, so it is done in a thread of its own that is ended at
 * the deadline and started again for the next check. Nothing is started before the first one.
 */
export function createSchemaChecker(options: SchemaCheckerOptions = {}): SchemaChecker {
  const { deadlineMs = DEADLINE_MS, maxWaiting = MAX_WAITING } = options;
  const tooSlow = new LRUCache<string, true>({ max: 1_024, ttl: REMEMBERED_MS });
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  const stop = async (): Promise<void> => {
    const instance = worker;
    worker = undefined;
    await instance?.terminate();
  };

  const start = async (): Promise<Worker | undefined> => {
    const instance = new Worker(threadUrl(import.meta.url, './schema-check.thread'), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    instance.unref();
    instance.on('error', () => {}); // the exit that follows says as much
    instance.on('exit', () => {
      if (worker === instance) worker = undefined;
    });
    worker = instance;
    if ((await nextReply(instance, START_MS)) === 'ready') return instance;
    await stop();
    return undefined;
  };

  const run = async (check: SchemaCheck): Promise<SchemaVerdict> => {
    const key = hash('sha256', check.schema, 'base64url');
    if (closed || tooSlow.has(key)) return 'unchecked';
    const instance = worker ?? (await start());
    if (!instance || closed) return 'unchecked';
    const reply = nextReply(instance, deadlineMs);
    instance.postMessage(check);
    const verdict = await reply;
    if (verdict === 'valid' || verdict === 'invalid' || verdict === 'unchecked') return verdict;
    tooSlow.set(key, true);
    await stop();
    return 'unchecked';
  };

  return {
    check: async (check) => {
      if (closed || waiting >= maxWaiting || check.schema.length > MAX_SCHEMA_CHARS) return 'unchecked';
      waiting++;
      const turn = last.then(() => run(check)).catch((): SchemaVerdict => 'unchecked');
      last = turn;
      const verdict = await turn;
      waiting--;
      return verdict;
    },
    close: async () => {
      closed = true;
      await stop();
    },
  };
}

/** What the thread says next; undefined when it ended, or said nothing in time. */
function nextReply(worker: Worker, ms: number): Promise<SchemaReply['type'] | undefined> {
  return new Promise((resolve) => {
    const settle = (type: SchemaReply['type'] | undefined): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      resolve(type);
    };
    const onMessage = ({ type }: SchemaReply): void => settle(type);
    const onExit = (): void => settle(undefined);
    const timer = setTimeout(() => settle(undefined), ms);
    worker.on('message', onMessage);
    worker.on('exit', onExit);
  });
}
