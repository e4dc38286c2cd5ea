import type { Neighbour, VectorQuery } from '../../ports/vector-store.ts';
import { BATCH, createIndexFeed } from './index-feed.ts';
import { createIndexThread } from './index-thread.ts';
import type { LargePartitionOptions } from './large-partition-options.ts';
import { createPartitionIndex, type PartitionIndex, type RowTable } from './partition-index.ts';
import type { IndexReply } from './protocol.ts';
import { hasSnapshots } from './snapshot-folder.ts';

/** What an index needs of the store. */
export interface PartitionTable extends RowTable {
  readonly isIn: (row: number, partition: string) => boolean;
  readonly rowsIn: (partition: string) => readonly number[];
  readonly partitionNames: () => Iterable<string>;
  readonly isFresh: (row: number) => boolean;
  /** The best of these rows, by their vectors as stored. */
  readonly bestOf: (query: VectorQuery, rows: readonly number[]) => readonly Neighbour[];
}

export interface LargePartitions {
  /** A row has its record and its vector. */
  readonly entered: (partition: string, row: number) => void;
  readonly left: (partition: string, row: number) => void;
  /** The nearest of a large partition; undefined where the scan has to answer. */
  readonly nearest: (query: VectorQuery, signal: AbortSignal) => Promise<readonly Neighbour[] | undefined>;
  readonly loaded: () => void;
  readonly settled: () => Promise<void>;
  /** Vectors of partitions that an index serves. */
  readonly indexed: () => number;
  /** Searches that an index answered. */
  readonly searches: () => number;
  readonly close: () => Promise<void>;
}

/** One large partition: the index that answers, and the one that is being built to take its place. */
interface Large {
  serving?: PartitionIndex | undefined;
  building?: PartitionIndex | undefined;
  /** Read from a snapshot, all labels not there yet. */
  restoring?: PartitionIndex | undefined;
}

const ABOVE = 20_000;
const EF = 128;
const LINKS = 16;
const EF_CONSTRUCTION = 200;
const RESTART_MS = 1_000;
const SAVE_EVERY_MS = 300_000;
/** Share of changed labels from which a snapshot is written again. */
const WORTH_SAVING = 0.05;
/** Share of dead labels above which the graph is built anew. */
const MOST_DEAD = 0.25;
/** A partition that falls below this share of `above` is scanned again. */
const WELL_BELOW = 0.5;
/** An index that is further behind than this, and than an eighth of its partition, does not serve. */
const MOST_BACKLOG = 1_024;
/** The second time a search asks for so many times more. */
const ASK_MORE = 8;
const ROOM_TO_GROW = 1.2;
/** Rows that enter a new index at a time: a millisecond or two of the event loop. */
const FILL = 4_096;

/**
 * Indexes for partitions that are too large to scan. The graphs live in one thread and only propose: what a label
 * stands for, whether that has expired and how near it is are read from the store's own tables and vectors, which
 * keep everything. So a stale proposal does no harm, and without an index, or while it is behind, the scan answers.
 */
export function createLargePartitions(
  table: PartitionTable,
  dimensions: number,
  options: LargePartitionOptions,
): LargePartitions {
  const { above = ABOVE, ef = EF, snapshots, library = 'hnswlib-node', program } = options;
  const { restartMs = RESTART_MS } = options;
  const trouble = (what: string): void => {
    options.onTrouble?.(what);
  };
  const larges = new Map<string, Large>();
  const indexes = new Map<number, PartitionIndex>();
  /** Indexes that not all rows of their partition have entered yet. */
  const filling = new Set<PartitionIndex>();
  const settledWaiters: (() => void)[] = [];
  let nextNumber = 1;
  let started = false;
  let ready = false;
  let missing = false;
  let isLoaded = false;
  let closed = false;
  let searches = 0;

  const thread = createIndexThread({
    data: {
      library,
      graph: { dimensions, links: LINKS, efConstruction: EF_CONSTRUCTION, ef },
      snapshots: snapshots && { dir: snapshots.dir, spaceId: snapshots.spaceId },
    },
    restartMs,
    program,
    onReply: (reply) => {
      if (reply.type === 'trouble') trouble(reply.what);
      else if (!closed) hear(reply);
      tellSettled();
    },
    onDied: (why) => {
      ready = false;
      larges.clear();
      indexes.clear();
      filling.clear();
      feed.clear();
      trouble(`the index thread ended: ${why}`);
    },
  });

  const feed = createIndexFeed({
    table,
    dimensions,
    post: thread.post,
    onTurn: (indexes) => {
      for (const index of indexes) {
        if (index.backlog() === 0) finish(index); // all that there was to build is dead
        review(index.partition);
      }
      tellSettled();
    },
  });

  function hear(reply: IndexReply): void {
    switch (reply.type) {
      case 'missing':
        missing = true;
        options.onMissing?.(reply.why);
        break;
      case 'restoring':
        restoringOf(reply.partition, reply.index).restore(reply.labels);
        break;
      case 'restored':
        restored(restoringOf(reply.partition, reply.index));
        break;
      case 'ready':
        ready = true;
        if (isLoaded) endRestore();
        for (const partition of table.partitionNames()) consider(partition);
        break;
      case 'added':
        added(indexes.get(reply.index), reply.upTo);
        break;
      default:
    }
  }

  const start = (): void => {
    if (missing) return;
    started = true;
    thread.start();
  };

  const largeOf = (partition: string): Large => {
    const known = larges.get(partition);
    if (known) return known;
    const large: Large = {};
    larges.set(partition, large);
    return large;
  };

  const newIndex = (number: number, partition: string): PartitionIndex => {
    const index = createPartitionIndex(number, partition, table);
    indexes.set(number, index);
    return index;
  };

  const sizeOf = (partition: string): number => table.rowsIn(partition).length;

  const consider = (partition: string): void => {
    if (sizeOf(partition) <= above || larges.has(partition)) return;
    if (ready) build(partition);
    else start();
  };

  const build = (partition: string): void => {
    const index = newIndex(nextNumber++, partition);
    const capacity = Math.ceil(sizeOf(partition) * ROOM_TO_GROW);
    thread.post({ type: 'create', index: index.number, partition, capacity });
    prepare(index);
  };

  const restoringOf = (partition: string, number: number): PartitionIndex => {
    const large = largeOf(partition);
    large.restoring ??= newIndex(number, partition);
    return large.restoring;
  };

  const restored = (index: PartitionIndex): void => {
    largeOf(index.partition).restoring = undefined;
    prepare(index);
  };

  /** Lets all rows of its partition into an index that is to serve it. */
  const prepare = (index: PartitionIndex): void => {
    largeOf(index.partition).building = index;
    filling.add(index);
    fill(index, [...table.rowsIn(index.partition)]);
  };

  const fill = (index: PartitionIndex, rows: readonly number[], from = 0): void => {
    if (!filling.has(index)) return;
    const end = from + FILL;
    for (const row of rows.slice(from, end)) {
      if (table.isIn(row, index.partition) && !index.has(row) && table.isFresh(row)) index.enter(row);
    }
    feed.soon(index);
    if (end < rows.length) {
      setImmediate(fill, index, rows, end);
      return;
    }
    filling.delete(index);
    if (isLoaded) index.endRestore();
  };

  const endRestore = (): void => {
    for (const { serving, building } of larges.values()) {
      for (const index of [serving, building]) {
        if (!index || filling.has(index)) continue;
        index.endRestore();
        feed.soon(index);
      }
    }
  };

  const added = (index: PartitionIndex | undefined, upTo: number): void => {
    if (!index) return;
    index.settle(upTo);
    feed.next(index);
    if (index.backlog() <= BATCH) finish(index);
  };

  /** What was being built serves from now on. */
  const finish = (index: PartitionIndex): void => {
    const large = larges.get(index.partition);
    if (large?.building !== index || filling.has(index)) return;
    const { serving } = large;
    large.serving = index;
    large.building = undefined;
    if (serving) drop(serving, false);
    save(index);
  };

  const drop = (index: PartitionIndex, forgetSnapshot: boolean): void => {
    indexes.delete(index.number);
    filling.delete(index);
    feed.drop(index);
    thread.post({ type: 'drop', index: index.number, forgetSnapshot });
  };

  const save = (index: PartitionIndex): void => {
    if (!snapshots) return;
    index.saved();
    thread.post({ type: 'save', index: index.number });
  };

  /** Back to the scan when the partition has become small, a new graph when too much of it is dead. */
  const review = (partition: string): void => {
    const large = larges.get(partition);
    if (!large || large.restoring || large.serving?.isAwaiting() || large.building?.isAwaiting()) return;
    if (sizeOf(partition) < above * WELL_BELOW) {
      larges.delete(partition);
      for (const index of [large.serving, large.building]) if (index) drop(index, true);
    } else if (large.serving && !large.building && large.serving.deadShare() > MOST_DEAD) {
      build(partition);
    }
  };

  const isSettled = (): boolean => {
    if (missing) return true;
    if (feed.isDue() || (started && !ready)) return false;
    for (const partition of table.partitionNames()) {
      if (sizeOf(partition) > above && !larges.get(partition)?.serving) return false;
    }
    return [...larges.values()].every(({ serving, building }) => !building && !serving?.backlog());
  };

  const tellSettled = (): void => {
    if (settledWaiters.length === 0 || !isSettled()) return;
    for (const resolve of settledWaiters.splice(0)) resolve();
  };

  /** The index that may answer now. */
  const servingOf = (partition: string): PartitionIndex | undefined => {
    const serving = larges.get(partition)?.serving;
    const size = sizeOf(partition);
    if (!serving || size < above * WELL_BELOW) return undefined;
    return serving.backlog() <= Math.max(MOST_BACKLOG, size / 8) ? serving : undefined;
  };

  const saveChanged = (): void => {
    for (const { serving } of larges.values()) {
      if (serving && serving.changedShare() >= WORTH_SAVING) save(serving);
    }
  };
  const saving = snapshots && setInterval(saveChanged, snapshots.everyMs ?? SAVE_EVERY_MS).unref();

  if (snapshots && hasSnapshots(snapshots.dir)) start();

  return {
    entered: (partition, row) => {
      const large = larges.get(partition);
      if (!large) return consider(partition);
      for (const index of [large.serving, large.building]) {
        index?.enter(row);
        if (index) feed.soon(index);
      }
    },
    left: (partition, row) => {
      const large = larges.get(partition);
      if (!large) return;
      for (const index of [large.serving, large.building, large.restoring]) {
        index?.leave(row);
        if (index) feed.soon(index);
      }
    },
    nearest: async (query, signal) => {
      const first = Math.max(ef, query.limit * 2);
      for (const ask of [first, first * ASK_MORE]) {
        const index = servingOf(query.partition);
        if (!index) return undefined;
        const settled = index.settled();
        const found = await thread.search(index.number, query.vector, ask, signal);
        // From here to the answer nothing waits: what the tables say is what holds.
        if (!found || larges.get(query.partition)?.serving !== index) return undefined;
        const rows = index.rowsOf(found.labels);
        const live = rows.filter(table.isFresh);
        if (live.length < rows.length) bury(index, rows);
        if (live.length < query.limit && found.farthest >= query.floor) continue;
        searches++;
        // The graph may know some of the backlog by now.
        return table.bestOf(query, [...new Set([...live, ...index.rowsFrom(settled)])]);
      }
      const index = servingOf(query.partition);
      if (index) bury(index, table.rowsIn(query.partition));
      return undefined;
    },
    loaded: () => {
      isLoaded = true;
      if (ready) endRestore();
    },
    settled: () =>
      new Promise((resolve) => {
        settledWaiters.push(resolve);
        tellSettled();
      }),
    indexed: () => {
      let vectors = 0;
      for (const partition of larges.keys()) if (servingOf(partition)) vectors += sizeOf(partition);
      return vectors;
    },
    searches: () => searches,
    close: async () => {
      closed = true;
      clearInterval(saving);
      const kept = [...larges.values()].map(({ serving, building }) => serving ?? building);
      filling.clear();
      feed.clear();
      for (const resolve of settledWaiters.splice(0)) resolve();
      await thread.close(kept.flatMap((index) => (snapshots && index ? [index.number] : [])));
    },
  };

  /** An expired record never comes back under its label; dead, it takes no live one's place in the next search (C10). */
  function bury(index: PartitionIndex, rows: readonly number[]): void {
    for (const row of rows) if (!table.isFresh(row)) index.leave(row);
    feed.soon(index);
  }
}
