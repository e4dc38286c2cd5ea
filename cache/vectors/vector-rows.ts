import type { VectorRecord } from '../ports/vector-store.ts';

/** Where each record's vector lies: a row of the arena, listed under its partition. */
export interface VectorRows {
  readonly size: () => number;
  readonly partitions: () => number;
  /** The rows of a partition, in no order; do not keep it. */
  readonly inPartition: (partition: string) => readonly number[];
  readonly partitionNames: () => Iterable<string>;
  readonly idOf: (row: number) => string;
  /** The row that holds a record of this id in this partition. */
  readonly rowOf: (id: string, partition: string) => number | undefined;
  readonly isIn: (row: number, partition: string) => boolean;
  readonly isFresh: (row: number, now: number) => boolean;
  /** The row for a record: the one it had, else a freed one, else the next; undefined when all `maxRows` are taken. */
  readonly place: (record: VectorRecord) => number | undefined;
  readonly remove: (id: string) => void;
  readonly removeExpired: (now: number) => void;
}

interface Partition {
  readonly name: string;
  readonly rows: number[];
}

interface Slot {
  id: string;
  expiresAt: number;
  partition: Partition;
  /** Position in the partition's list, so that leaving it takes no search. */
  at: number;
}

/** @param onLeave told of each row that is given up, before it may be used again */
export function createVectorRows(
  maxRows: number,
  onLeave: (partition: string, row: number) => void = () => {},
): VectorRows {
  const slots: (Slot | undefined)[] = [];
  const free: number[] = [];
  const rowOf = new Map<string, number>();
  const partitions = new Map<string, Partition>();

  const enter = (name: string, row: number): { partition: Partition; at: number } => {
    let partition = partitions.get(name);
    if (!partition) {
      partition = { name, rows: [] };
      partitions.set(name, partition);
    }
    return { partition, at: partition.rows.push(row) - 1 };
  };

  const leave = ({ partition, at }: Slot): void => {
    const last = partition.rows.pop();
    if (partition.rows.length === 0) partitions.delete(partition.name);
    if (last === undefined || at === partition.rows.length) return;
    partition.rows[at] = last; // the last row fills the gap
    const moved = slots[last];
    if (moved) moved.at = at;
  };

  const remove = (id: string): void => {
    const row = rowOf.get(id);
    const slot = row === undefined ? undefined : slots[row];
    if (row === undefined || !slot) return;
    leave(slot);
    slots[row] = undefined;
    rowOf.delete(id);
    free.push(row);
    onLeave(slot.partition.name, row);
  };

  return {
    size: () => rowOf.size,
    partitions: () => partitions.size,
    inPartition: (partition) => partitions.get(partition)?.rows ?? [],
    partitionNames: () => partitions.keys(),
    idOf: (row) => slots[row]?.id ?? '',
    rowOf: (id, partition) => {
      const row = rowOf.get(id);
      return row !== undefined && slots[row]?.partition.name === partition ? row : undefined;
    },
    isIn: (row, partition) => slots[row]?.partition.name === partition,
    isFresh: (row, now) => (slots[row]?.expiresAt ?? 0) > now,
    place: ({ id, partition, expiresAt }) => {
      remove(id);
      const row = free.pop() ?? (slots.length < maxRows ? slots.length : undefined);
      if (row === undefined) return undefined;
      slots[row] = { id, expiresAt, ...enter(partition, row) };
      rowOf.set(id, row);
      return row;
    },
    remove,
    removeExpired: (now) => {
      for (const slot of slots) if (slot && slot.expiresAt <= now) remove(slot.id);
    },
  };
}
