import { vectorSum } from './graph-desk.ts';
import type { RestoredLabels } from './protocol.ts';

/** What an index must know of the store's rows. */
export interface RowTable {
  readonly idOf: (row: number) => string;
  readonly rowOf: (id: string, partition: string) => number | undefined;
  readonly vector: (row: number) => Float32Array;
}

/** A piece of work for the thread: live rows, their labels, and the label below which all is then settled. */
export interface Batch {
  readonly rows: readonly number[];
  readonly labels: Uint32Array;
  readonly upTo: number;
}

/**
 * One graph of a partition as the main thread sees it: which label stands for which row. Labels are given in
 * ascending order and never again; those below `settled` have reached the graph, the rest is its backlog.
 */
export interface PartitionIndex {
  /** The index's number in the thread. */
  readonly number: number;
  readonly partition: string;
  readonly has: (row: number) => boolean;
  readonly enter: (row: number) => void;
  readonly leave: (row: number) => void;
  /** The live rows of these labels. */
  readonly rowsOf: (labels: Iterable<number>) => number[];
  readonly settled: () => number;
  readonly settle: (upTo: number) => void;
  /** Live rows whose labels are at or above `label`. */
  readonly rowsFrom: (label: number) => number[];
  /** Labels given and not settled. */
  readonly backlog: () => number;
  /** The next rows to send, once the last batch is settled. */
  readonly nextBatch: (size: number) => Batch | undefined;
  /** Labels that died after they were sent, each told once. */
  readonly takeDead: () => Uint32Array;
  /** Share of all labels given that stand for nothing any more. */
  readonly deadShare: () => number;
  /** Share of the labels given that changed since the last snapshot. */
  readonly changedShare: () => number;
  readonly saved: () => void;
  /** Takes labels of a snapshot: those of records that are here as they were stand for them, others wait for theirs. */
  readonly restore: (labels: RestoredLabels) => void;
  /** Whether records of a snapshot may still come. */
  readonly isAwaiting: () => boolean;
  /** No more records of the snapshot will come: what waits is dead. */
  readonly endRestore: () => void;
}

const DEAD = -1;

export function createPartitionIndex(number: number, partition: string, table: RowTable): PartitionIndex {
  /** By label. */
  const rows: number[] = [];
  const labelOf = new Map<number, number>();
  let dying: number[] = [];
  let sent = 0;
  let settled = 0;
  let changes = 0;
  /** Labels of a snapshot whose records have not come yet, and the checksums of their vectors by label. */
  const unclaimed = new Map<string, number>();
  let sums: number[] = [];

  const claim = (label: number, row: number): void => {
    rows[label] = row;
    labelOf.set(row, label);
  };

  const takeUnclaimed = (id: string): number | undefined => {
    if (unclaimed.size === 0) return undefined;
    const label = unclaimed.get(id);
    if (label !== undefined) unclaimed.delete(id);
    return label;
  };

  return {
    number,
    partition,
    has: (row) => labelOf.has(row),
    enter: (row) => {
      const label = takeUnclaimed(table.idOf(row));
      if (label !== undefined && vectorSum(table.vector(row)) === sums[label]) return claim(label, row);
      if (label !== undefined) dying.push(label);
      changes++;
      claim(rows.length, row);
    },
    leave: (row) => {
      const label = labelOf.get(row);
      if (label === undefined) return;
      changes++;
      labelOf.delete(row);
      rows[label] = DEAD;
      if (label < sent) dying.push(label);
    },
    rowsOf: (labels) => {
      const found: number[] = [];
      for (const label of labels) {
        const row = rows[label] ?? DEAD;
        if (row !== DEAD) found.push(row);
      }
      return found;
    },
    settled: () => settled,
    settle: (upTo) => {
      settled = upTo;
    },
    rowsFrom: (label) => rows.slice(label).filter((row) => row !== DEAD),
    backlog: () => rows.length - settled,
    nextBatch: (size) => {
      if (sent > settled || sent === rows.length) return undefined;
      const labels: number[] = [];
      let upTo = sent;
      for (; upTo < rows.length && labels.length < size; upTo++) {
        if (rows[upTo] !== DEAD) labels.push(upTo);
      }
      sent = upTo;
      return { rows: labels.map((label) => rows[label] ?? 0), labels: Uint32Array.from(labels), upTo };
    },
    takeDead: () => {
      const labels = Uint32Array.from(dying);
      dying = [];
      return labels;
    },
    deadShare: () => (rows.length === 0 ? 0 : 1 - (labelOf.size + unclaimed.size) / rows.length),
    changedShare: () => (rows.length === 0 ? 0 : changes / rows.length),
    saved: () => {
      changes = 0;
    },
    restore: ({ label: first, ids, sums: known }) => {
      ids.forEach((id, i) => {
        const label = first + i;
        const sum = known[i] ?? 0;
        rows[label] = DEAD;
        sums[label] = sum;
        if (id === '') return;
        const row = table.rowOf(id, partition);
        if (row === undefined) unclaimed.set(id, label);
        else if (vectorSum(table.vector(row)) === sum) claim(label, row);
        else dying.push(label);
      });
      sent = rows.length;
      settled = rows.length;
    },
    isAwaiting: () => unclaimed.size > 0,
    endRestore: () => {
      for (const label of unclaimed.values()) dying.push(label);
      unclaimed.clear();
      sums = [];
    },
  };
}
