// One measurement in a process of its own, so that its memory is its own: `node measure.ts '<task as JSON>'` prints the
// figures as JSON.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createMemoryVectorStore, type MemoryVectorStore, type Neighbour, type VectorRecord } from '#cache';
import { systemClock } from '#core';
import type { BuildFigures, Latency, LoadFigures, ScanFigures, SearchFigures } from './report.ts';
import { readRows } from './rows.ts';

export interface MeasureTask {
  readonly kind: 'scan' | 'build' | 'load';
  readonly rows: string;
  readonly count: number;
  readonly queries: string;
  readonly queryCount: number;
  readonly dimensions: number;
  readonly spaceId: string;
  /** Where the graph is kept between `build` and `load`. */
  readonly snapshots: string;
  /** Where `scan` leaves what is nearest to each query. */
  readonly truth: string;
  readonly ef: number;
}

const FOREVER = Number.MAX_SAFE_INTEGER;
const MB = 1e6;
const LIMIT = 5;
const WARM_UP = 100;
/** A cosine so little below the fifth true one counts as it: two equal texts are equally right. */
const TIE = 1e-6;
const EXTRA = 1_000;
const never = new AbortController().signal;

const task = JSON.parse(process.argv[2] ?? '') as MeasureTask;
const queries = [...readRows(task.queries, task.dimensions, task.queryCount)].flatMap(
  ({ vectors }) => vectors,
);
process.stdout.write(JSON.stringify(await measure()));

function measure(): Promise<ScanFigures | BuildFigures | LoadFigures> {
  if (task.kind === 'scan') return measureScan();
  return task.kind === 'build' ? measureBuild() : measureLoad();
}

/** The exact scan, as partitions below the bound are served. */
async function measureScan(): Promise<ScanFigures> {
  const store = open(Number.POSITIVE_INFINITY);
  await fill(store);
  const { search, found } = await askAll(store);
  const fifths = found.map((neighbours) => neighbours.at(-1)?.similarity ?? -1);
  writeFileSync(task.truth, JSON.stringify(fifths));
  await store.close();
  return { search };
}

async function measureBuild(): Promise<BuildFigures> {
  const store = open(task.count - 1);
  const started = performance.now();
  await fill(store);
  store.loaded();
  await store.settled();
  const seconds = secondsSince(started);
  const rss = restingRss();
  const arenaMb = store.stats().bytes / MB;
  const closing = performance.now();
  await store.close();
  const files = readdirSync(task.snapshots).map((file) => statSync(join(task.snapshots, file)).size);
  return {
    seconds,
    vectorsPerSecond: task.count / seconds,
    load: loadavg()[0] ?? 0,
    rssMb: rss / MB,
    peakRssMb: peakRssMb(),
    arenaMb,
    snapshotMb: files.reduce((sum, size) => sum + size, 0) / MB,
    closeSeconds: secondsSince(closing),
  };
}

async function measureLoad(): Promise<LoadFigures> {
  const started = performance.now();
  const store = open(task.count - 1);
  await fill(store);
  store.loaded();
  await store.settled();
  const seconds = secondsSince(started);
  const rss = restingRss();
  const before = store.stats().indexSearches;
  const { search, found } = await askAll(store);
  const throughIndex = store.stats().indexSearches - before - WARM_UP;
  const fifths = JSON.parse(readFileSync(task.truth, 'utf8')) as readonly number[];
  const right = found.map(
    (neighbours, at) => neighbours.filter(({ similarity }) => similarity >= (fifths[at] ?? 1) - TIE).length,
  );
  const figures = {
    ef: task.ef,
    seconds,
    rssMb: rss / MB,
    search,
    recallAt5: right.reduce((sum, n) => sum + Math.min(n, LIMIT), 0) / (LIMIT * found.length),
    throughIndex,
    ...(await insertMore(store)),
    peakRssMb: peakRssMb(),
  };
  // Not closed: the next run is to find the snapshot that was measured.
  process.exitCode = 0;
  setImmediate(() => process.exit());
  return figures;
}

async function insertMore(
  store: MemoryVectorStore,
): Promise<Pick<LoadFigures, 'insert' | 'insertsPerSecond'>> {
  const extra = Array.from({ length: EXTRA }, (_, i) =>
    recordOf(task.count + i, turned(queries[i % queries.length])),
  );
  const micros: number[] = [];
  for (const record of extra.slice(0, EXTRA / 2)) {
    const started = performance.now();
    await store.upsert([record]);
    const [found] = await store.search({ ...record, limit: 1, floor: 0.9 }, never);
    micros.push((performance.now() - started) * 1000);
    if (found === undefined) throw new Error('a vector was not found right after it was stored');
  }
  await store.settled();
  const started = performance.now();
  await store.upsert(extra.slice(EXTRA / 2));
  await store.settled();
  return { insert: latencyOf(micros), insertsPerSecond: EXTRA / 2 / secondsSince(started) };
}

function open(above: number): MemoryVectorStore {
  const fail = (what: string): void => {
    throw new Error(what);
  };
  return createMemoryVectorStore({
    dimensions: task.dimensions,
    maxVectors: task.count + EXTRA,
    clock: systemClock,
    onSlowScan: () => fail('no WebAssembly SIMD'),
    large: {
      above,
      ef: task.ef,
      onMissing: fail,
      onTrouble: fail,
      ...(task.kind === 'scan' ? {} : { snapshots: { dir: task.snapshots, spaceId: task.spaceId } }),
    },
  });
}

/** In pages, as the entry store loads them. */
async function fill(store: MemoryVectorStore): Promise<void> {
  for (const { from, vectors } of readRows(task.rows, task.dimensions, task.count)) {
    await store.upsert(vectors.map((vector, i) => recordOf(from + i, vector)));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** An id as long as those of entries, the same in each process. */
function recordOf(row: number, vector: Float32Array): VectorRecord {
  const id = createHash('sha256').update(String(row)).digest('base64url').slice(0, 22);
  return { id, tenant: 'bench', partition: 'bench', vector, expiresAt: FOREVER };
}

async function askAll(
  store: MemoryVectorStore,
): Promise<{ readonly search: SearchFigures; readonly found: readonly (readonly Neighbour[])[] }> {
  const ask = (vector: Float32Array) =>
    store.search({ tenant: 'bench', partition: 'bench', vector, limit: LIMIT, floor: -1 }, never);
  for (let i = 0; i < WARM_UP; i++) await ask(queries[i % queries.length] ?? new Float32Array(0));
  const micros: number[] = [];
  const found: (readonly Neighbour[])[] = [];
  const before = process.cpuUsage();
  for (const vector of queries) {
    const started = performance.now();
    found.push(await ask(vector));
    micros.push((performance.now() - started) * 1000);
  }
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / queries.length;
  return {
    search: { ...latencyOf(micros), cpu, searches: queries.length, load: loadavg()[0] ?? 0 },
    found,
  };
}

/** Another unit vector: the same values, one place on. */
function turned(vector: Float32Array | undefined): Float32Array {
  const values = [...(vector ?? [])];
  return Float32Array.from([...values.slice(1), ...values.slice(0, 1)]);
}

function latencyOf(micros: readonly number[]): Latency {
  const sorted = micros.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** After a collection: pages of records that were read are no longer anybody's. */
function restingRss(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss;
}

/** Of this program: what the operating system tells with `resourceUsage` begins with the process that started it. */
function peakRssMb(): number {
  const { maxRSS } = process.resourceUsage();
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return (Number(kilobytes ?? maxRSS) * 1024) / MB;
  } catch {
    return (maxRSS * 1024) / MB; // not Linux
  }
}
