import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry, EntryStore, VectorStore } from '#cache';
import type { Config } from '#config';
import { makeFolder, systemClock } from '#core';
import type { Provider } from '#providers';
import { openEntryJournal } from '#storage';
import { createCloser } from './closer.ts';
import { composeEmbedder } from './embedder.ts';
import { createHealth } from './health.ts';
import { mendOfEmbedder, mendOfProvider, mendOfService, type ServicePart } from './mends.ts';
import { composeProviders } from './providers.ts';
import { queueUrl } from './queue.ts';
import { openEntryService, openVectorService } from './stores.ts';

/** What an examination of one part found. */
export interface Finding {
  readonly part: string;
  readonly status: 'ok' | 'warning' | 'failed';
  /** What was seen, in words. */
  readonly detail: string;
  /** What to do about it. */
  readonly mend?: string;
}

type Tell = (finding: Finding) => void;

const PART_MS = 10_000;
const CONNECT_MS = 1_000;
const REACH_MS = 3_000;
const RETRY_MS = 250;
const PROBE_TENANT = 'reprise-doctor';
/** What stays behind when the removal fails goes by itself. */
const PROBE_LIVES_MS = 60_000;

export interface ExamineOptions {
  /** Address of the model hub, where it is not the usual one. */
  readonly modelHub?: string | undefined;
}

/**
 * Tries each part that the configuration names as the gateway would use it, one after the other: what it stores to try
 * is removed again. Nothing it does waits longer than ten
 * seconds, but for a model of a hub that is not here yet: it is fetched.
 */
export async function examine(config: Config, tell: Tell, options: ExamineOptions = {}): Promise<void> {
  const running = await examinePort(config, tell);
  examineFolder(config, tell);
  if (config.cache.mode === 'off') tell({ part: 'cache', status: 'ok', detail: 'off' });
  else await examineCache(config, running, tell, options);
  await examineProviders(config, tell);
}

/** @returns whether a gateway runs at the configured address */
async function examinePort({ server }: Config, tell: Tell): Promise<boolean> {
  const host = ['0.0.0.0', '::'].includes(server.host) ? 'localhost' : server.host;
  const part = 'port';
  const where = `${server.host}:${server.port}`;
  if (server.port === 0 || !(await isTaken(host, server.port))) {
    tell({ part, status: 'ok', detail: `${where} is free` });
    return false;
  }
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}/livez`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(CONNECT_MS) }).then(
    (response) => response.text(),
    () => '',
  );
  const isOurs = answer === '{"status":"ok"}';
  tell(
    isOurs
      ? { part, status: 'ok', detail: `a gateway runs at ${where}` }
      : {
          part,
          status: 'failed',
          detail: `${where} is taken by another program`,
          mend: 'End that program, or set server.port (REPRISE_PORT) to a free one.',
        },
  );
  return isOurs;
}

function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

function examineFolder({ dataDir }: Config, tell: Tell): void {
  const probe = join(dataDir, `doctor-${randomUUID()}`);
  const existed = existsSync(dataDir);
  try {
    makeFolder(dataDir, 0o700);
    writeFileSync(probe, '');
    rmSync(probe);
    tell({
      part: 'data folder',
      status: 'ok',
      detail: `${dataDir} can be written${existed ? '' : ' (new)'}`,
    });
  } catch (error) {
    tell({
      part: 'data folder',
      status: 'failed',
      detail: reasonOf(error),
      mend: `Give the user who runs the gateway write access to ${dataDir}, or set dataDir (REPRISE_DATA_DIR).`,
    });
  }
}

async function examineCache(
  config: Config,
  running: boolean,
  tell: Tell,
  { modelHub }: ExamineOptions,
): Promise<void> {
  const { embedder: named, vectors, entries, queue } = config.cache;
  const closer = createCloser(() => {});
  const health = createHealth(systemClock.now, { info: () => {}, error: () => {} });
  try {
    const mendEmbedder = (why: string) => mendOfEmbedder(config, why);
    const embedder = await composeEmbedder({ config, closer, health, modelHub, embedded: () => {} }).catch(
      (error) => tell({ part: 'embedder', ...failure(error, mendEmbedder) }),
    );
    if (!embedder) return;
    await examinePart('embedder', mendEmbedder, tell, async (signal) => {
      await embedder.embed(['How do I reset my password?'], signal);
      return `${named.type} ${named.model}, ${embedder.dimensions} dimensions`;
    });
    // What a store would write into the log is what there is to say about it.
    const logger = {
      warn: (fields: object, message: string): void =>
        tell({ part: 'part' in fields ? String(fields.part) : 'cache', status: 'warning', detail: message }),
    };
    const context = { config, embedder, logger, closer };
    if (entries.type === 'sqlite') await examineFile(config, running, tell);
    else {
      await examinePart('entries', mendService('entries'), tell, async () => {
        await tryEntries(await openEntryService(context, () => {}));
        return `${entries.type} takes, finds and removes an answer`;
      });
    }
    if (vectors.type === 'memory') tell({ part: 'vectors', status: 'ok', detail: 'in this process' });
    else {
      await examinePart('vectors', mendService('vectors'), tell, async (signal) => {
        await tryVectors(await openVectorService(context), embedder.dimensions, signal);
        return `${vectors.type} takes, finds and removes a vector`;
      });
    }
    if (queue.type === 'memory') tell({ part: 'queue', status: 'ok', detail: 'in this process' });
    else await examineQueue(config, tell);
  } finally {
    await closer.close();
  }
}

const mendService = (part: ServicePart) => (why: string) => mendOfService(part, why);

/** The file of the default store. A gateway that runs has it open, and would not know of what is changed beside it. */
async function examineFile({ dataDir }: Config, running: boolean, tell: Tell): Promise<void> {
  const part = 'entries';
  if (running) return tell({ part, status: 'ok', detail: 'sqlite, in use by the gateway that runs' });
  await examinePart(
    part,
    () => 'Give the user who runs the gateway write access to it.',
    tell,
    async () => {
      const journal = await openEntryJournal({
        path: join(dataDir, 'cache.db'),
        onCorrupt: (file) =>
          tell({ part, status: 'warning', detail: `the file was damaged and is moved aside to ${file}` }),
      });
      await journal.check().finally(() => journal.close());
      return 'sqlite opens its file';
    },
  );
}

async function tryEntries(entries: EntryStore): Promise<void> {
  await untilReachable(entries.check);
  const id = randomUUID();
  await entries.put(probeEntry(id));
  const [found] = await entries.getMany([id]);
  await entries.delete([id]);
  if (found?.id !== id) throw new Error('what was put was not found');
}

async function tryVectors(vectors: VectorStore, dimensions: number, signal: AbortSignal): Promise<void> {
  await untilReachable(vectors.check);
  const id = randomUUID();
  const vector = new Float32Array(dimensions);
  vector[0] = 1;
  const place = { tenant: PROBE_TENANT, partition: `${PROBE_TENANT}:${id}` };
  await vectors.upsert([{ id, ...place, vector, expiresAt: Date.now() + PROBE_LIVES_MS }]);
  const [found] = await vectors.search({ ...place, vector, limit: 1, floor: 0 }, signal);
  await vectors.remove([id], PROBE_TENANT);
  if (found?.id !== id) throw new Error('what was stored was not found');
}

/** Stores connect in the background: the first moments say nothing. */
async function untilReachable(check: () => Promise<void>): Promise<void> {
  for (let tries = REACH_MS / RETRY_MS; ; tries--) {
    try {
      return await check();
    } catch (error) {
      if (tries <= 1) throw error;
      await sleep(RETRY_MS);
    }
  }
}

const probeEntry = (id: string): Entry => {
  const now = Date.now();
  return {
    id,
    keys: [`${PROBE_TENANT}:${id}`],
    tenant: PROBE_TENANT,
    partition: `${PROBE_TENANT}:${id}`,
    question: '',
    vector: undefined,
    dialect: 'openai-chat',
    body: {},
    bodyBytes: 2,
    usage: { inputTokens: undefined, outputTokens: undefined, cachedInputTokens: undefined },
    costNanos: undefined,
    latencyMs: 0,
    tags: [],
    createdAt: now,
    expiresAt: now + PROBE_LIVES_MS,
    provenance: { requestId: PROBE_TENANT, credential: '', provider: '', model: '' },
  };
};

async function examineQueue(config: Config, tell: Tell): Promise<void> {
  const part = 'queue';
  await examinePart(part, mendService(part), tell, async () => {
    const { openBullmqDeadLetters } = await import('#workers/bullmq');
    const letters = await openBullmqDeadLetters({ url: queueUrl(config) });
    try {
      const problem = await letters.evictionProblem();
      if (problem !== undefined) tell({ part, status: 'warning', detail: problem });
      const workers = await letters.workers().catch(() => undefined); // hosted services may not tell
      if (workers === 0 && config.cache.queue.workers === 'separate') {
        const mend = 'Start one: reprise worker, with the same configuration.';
        tell({ part, status: 'warning', detail: 'no worker is connected: answers wait', mend });
      }
      const aside = await letters.count();
      if (aside > 0) {
        const mend = 'See why: reprise queue show. Try them again: reprise queue retry.';
        tell({ part, status: 'warning', detail: `${aside} answers were put aside`, mend });
      }
      return 'bullmq, its Redis answers';
    } finally {
      await letters.close();
    }
  });
}

/** Runs one examination within its time and tells how it went. */
async function examinePart(
  part: string,
  mend: (why: string) => string,
  tell: Tell,
  work: (signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const signal = AbortSignal.timeout(PART_MS);
  const started = performance.now();
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${PART_MS / 1000} s`))),
  );
  const working = work(signal);
  working.catch(() => {});
  try {
    const seen = await Promise.race([working, late]);
    tell({ part, status: 'ok', detail: `${seen} (${Math.round(performance.now() - started)} ms)` });
  } catch (error) {
    tell({ part, ...failure(error, mend) });
  }
}

async function examineProviders(config: Config, tell: Tell): Promise<void> {
  for (const provider of composeProviders(config)) {
    try {
      await examineProvider(provider, tell);
    } finally {
      await provider.close();
    }
  }
}

/** Lists its models with each key: that costs nothing, and shows address and key to be right. */
async function examineProvider(provider: Provider, tell: Tell): Promise<void> {
  const part = `provider ${provider.name}`;
  if (provider.keys.length === 0) {
    const detail = 'no key of the gateway: each client sends its own';
    return tell({ part, status: 'ok', detail });
  }
  for (const key of provider.keys) {
    const named = `key ${key.name}`;
    await examinePart(
      part,
      (why) => mendOfProvider(provider.name, why),
      tell,
      async (signal) => {
        const call = {
          endpoint: 'models',
          headers: {},
          key,
          body: undefined,
          edits: {},
          stream: false,
        } as const;
        const { status, body } = await provider.send({ ...call, withinMs: PART_MS }, signal);
        for await (const _ of body); // read to its end, so that the connection is whole
        if (status === 401 || status === 403)
          throw new Error(`${named} is refused (${status}): set another one`);
        if (status >= 500) throw new Error(`it answers with ${status}`);
        return status < 300 ? `${named} is accepted` : `it answers with ${status} to a list of its models`;
      },
    );
  }
}

function failure(error: unknown, mend: (why: string) => string): Pick<Finding, 'status' | 'detail' | 'mend'> {
  const detail = reasonOf(error);
  return { status: 'failed', detail, mend: mend(detail) };
}

/** An error of ours is general; what caused it says more. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message, cause } = thrown;
  const why = cause === undefined ? '' : reasonOf(cause);
  return why === '' || message.includes(why) ? message : `${message}: ${why}`;
}
