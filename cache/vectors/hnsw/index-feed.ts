import type { PartitionIndex, RowTable } from './partition-index.ts';
import type { Addition, IndexRequest } from './protocol.ts';

/** Brings what indexes lack to the thread: one batch of an index at a time, and the labels that died. */
export interface IndexFeed {
  /** When this turn is over, together with what else changes in it: a batch costs a message each way. */
  readonly soon: (index: PartitionIndex) => void;
  /** The next batch of an index whose last one is settled. */
  readonly next: (index: PartitionIndex) => void;
  readonly isDue: () => boolean;
  readonly drop: (index: PartitionIndex) => void;
  /** Forgets what is due. */
  readonly clear: () => void;
}

export interface IndexFeedParts {
  readonly table: RowTable;
  readonly dimensions: number;
  readonly post: (request: IndexRequest, transfer?: readonly ArrayBuffer[]) => void;
  /** After each turn in which something was due. */
  readonly onTurn: (indexes: readonly PartitionIndex[]) => void;
}

/** Vectors to a message. */
export const BATCH = 256;

export function createIndexFeed({ table, dimensions, post, onTurn }: IndexFeedParts): IndexFeed {
  const due = new Set<PartitionIndex>();
  let isTurnSet = false;

  const turn = (): void => {
    isTurnSet = false;
    const indexes = [...due];
    due.clear();
    for (const index of indexes) next(index);
    onTurn(indexes);
  };

  const next = (index: PartitionIndex): void => {
    const dead = index.takeDead();
    if (dead.length > 0) post({ type: 'remove', index: index.number, labels: dead });
    const batch = index.nextBatch(BATCH);
    if (!batch) return;
    const { rows, labels, upTo } = batch;
    const vectors = new Float32Array(rows.length * dimensions);
    for (const [at, row] of rows.entries()) vectors.set(table.vector(row), at * dimensions);
    const ids = rows.map(table.idOf);
    const addition: Addition = { type: 'add', index: index.number, labels, ids, vectors, upTo };
    post(addition, [vectors.buffer]);
  };

  return {
    soon: (index) => {
      due.add(index);
      if (isTurnSet) return;
      isTurnSet = true;
      setImmediate(turn);
    },
    next,
    isDue: () => due.size > 0,
    drop: (index) => due.delete(index),
    clear: () => due.clear(),
  };
}
