// A worker thread that builds, keeps and searches the graphs of large partitions. The library is synchronous: adding
// one vector to a large graph takes a fraction of a millisecond, and there may be a million to add. A search goes
// between two additions, so it waits for a few milliseconds of building at most.
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createGraph, type HnswLibrary, readGraph } from './graph.ts';
import { createGraphDesk, type GraphDesk } from './graph-desk.ts';
import type { IndexReply, IndexRequest, IndexThreadData, SearchRequest } from './protocol.ts';
import { createSnapshotFolder, type SnapshotFolder, type SnapshotLabels } from './snapshot-folder.ts';

/** Nice value of this thread alone: where cores are short, the event loop that carries bytes goes first. */
const NICENESS = 10;
/** Longest stretch of building before searches get their turn. */
const SLICE_MS = 2;
/** Labels of a snapshot to a message, and the pause after it, so that the main thread is never held for long. */
const RESTORED_AT_ONCE = 4_096;
const RESTORED_PAUSE_MS = 4;

const { library, graph: shape, snapshots } = workerData as IndexThreadData;
const desks = new Map<number, GraphDesk>();
const folder = snapshots && createSnapshotFolder({ ...snapshots, dimensions: shape.dimensions });

const reply = (message: IndexReply): void => parentPort?.postMessage(message);
const trouble = (what: string, error: unknown): void =>
  reply({ type: 'trouble', what: `${what}: ${error instanceof Error ? error.message : String(error)}` });

async function load(): Promise<HnswLibrary | undefined> {
  try {
    const module = (await import(library)) as { readonly default: HnswLibrary };
    return module.default;
  } catch (error) {
    reply({ type: 'missing', why: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

async function restore(hnsw: HnswLibrary): Promise<void> {
  if (!folder) return;
  let index = 0;
  const refused = (what: string): void => reply({ type: 'trouble', what });
  for await (const { partition, graphFile, ...labels } of folder.read(refused)) {
    try {
      const graph = await readGraph(hnsw, shape, graphFile, labels.ids.length);
      index--;
      desks.set(index, createGraphDesk(partition, graph, labels));
      await tellLabels(index, partition, labels);
    } catch (error) {
      trouble('a snapshot is not used', error);
    }
  }
}

async function tellLabels(index: number, partition: string, { ids, sums }: SnapshotLabels): Promise<void> {
  for (let label = 0; label < ids.length; label += RESTORED_AT_ONCE) {
    const end = label + RESTORED_AT_ONCE;
    const labels = { label, ids: ids.slice(label, end), sums: sums.slice(label, end) };
    reply({ type: 'restoring', index, partition, labels });
    await sleep(RESTORED_PAUSE_MS);
  }
  reply({ type: 'restored', index, partition, size: ids.length });
}

let isScheduled = false;

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    const until = performance.now() + SLICE_MS;
    for (const [index, desk] of desks) {
      if (!workUntil(index, desk, until)) return schedule();
    }
  });
}

/** @returns whether nothing is left to do */
function workUntil(index: number, desk: GraphDesk, until: number): boolean {
  for (;;) {
    const step = desk.step();
    if (step.type === 'idle') return true;
    if (step.type === 'settled') reply({ type: 'added', index, upTo: step.upTo });
    if (performance.now() >= until) return false;
  }
}

let lastFolderWork: Promise<void> = Promise.resolve();

/** One piece of work on the folder at a time: two graphs of one partition share a name there. */
function inFolder(what: string, work: (folder: SnapshotFolder) => Promise<void>): Promise<void> {
  if (!folder) return Promise.resolve();
  lastFolderWork = lastFolderWork.then(() => work(folder)).catch((error: unknown) => trouble(what, error));
  return lastFolderWork;
}

function save(index: number): Promise<void> {
  return inFolder('a snapshot was not written', async (folder) => {
    const desk = desks.get(index);
    if (!desk?.changed()) return;
    try {
      await desk.quietly((labels) => folder.write(desk.partition, labels, desk.graph.write));
    } finally {
      schedule(); // what came meanwhile
    }
  });
}

function drop(index: number, forgetSnapshot: boolean): void {
  const desk = desks.get(index);
  if (!desk) return;
  desks.delete(index);
  // A graph that is being written is left to the collector.
  desk
    .quietly(async () => desk.graph.free())
    .catch((error: unknown) => trouble('an index is not freed', error));
  if (forgetSnapshot) void inFolder('a snapshot stays', (folder) => folder.forget(desk.partition));
}

function search({ id, index, vector, limit }: SearchRequest): IndexReply {
  const desk = desks.get(index);
  if (!desk) return { type: 'failed', id, why: 'no such index' };
  try {
    return { type: 'found', id, found: desk.graph.search(vector, limit) };
  } catch (error) {
    return { type: 'failed', id, why: String(error) };
  }
}

async function close(indexes: readonly number[]): Promise<void> {
  await Promise.all(indexes.map(save));
  desks.clear();
  parentPort?.close();
}

function handle(request: IndexRequest, hnsw: HnswLibrary): void {
  switch (request.type) {
    case 'create': {
      const graph = createGraph(hnsw, shape, request.capacity);
      desks.set(request.index, createGraphDesk(request.partition, graph));
      break;
    }
    case 'add':
      desks.get(request.index)?.add(request);
      schedule();
      break;
    case 'remove':
      desks.get(request.index)?.remove(request.labels);
      schedule();
      break;
    case 'search':
      reply(search(request));
      break;
    case 'save':
      void save(request.index);
      break;
    case 'drop':
      drop(request.index, request.forgetSnapshot);
      break;
    case 'close':
      void close(request.save);
      break;
  }
}

if (process.platform === 'linux') setPriority(NICENESS); // elsewhere it would hold for the whole process
const hnsw = await load();
if (hnsw) {
  await restore(hnsw).catch((error: unknown) => trouble('snapshots are not used', error));
  parentPort?.on('message', (request: IndexRequest) => handle(request, hnsw));
  reply({ type: 'ready' });
} else parentPort?.close();
