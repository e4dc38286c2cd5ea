interface Sequenced {
  readonly sequence: number;
}

/** Items in the order of their sequences, which only grow. */
export interface PutOrder<T extends Sequenced> {
  readonly append: (item: T) => void;
  readonly remove: (item: T) => void;
  /** Items whose sequence is larger, oldest first. */
  readonly after: (sequence: number) => Iterable<T>;
}

const SWEEP_FROM = 64;

/** An array with holes where items left, closed up when they are more than half: a place is found by bisection. */
export function createPutOrder<T extends Sequenced>(): PutOrder<T> {
  let sequences: number[] = [];
  let items: (T | undefined)[] = [];
  let holes = 0;

  /** The first place whose sequence is larger. */
  const placeAfter = (sequence: number): number => {
    let low = 0;
    let high = sequences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sequences[middle] ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const closeUp = (): void => {
    items = items.filter((item) => item !== undefined);
    sequences = items.map((item) => item?.sequence ?? 0);
    holes = 0;
  };

  return {
    append: (item) => {
      sequences.push(item.sequence);
      items.push(item);
    },
    remove: (item) => {
      const place = placeAfter(item.sequence) - 1;
      if (items[place] !== item) return;
      items[place] = undefined;
      holes++;
      if (holes > SWEEP_FROM && holes * 2 > items.length) closeUp();
    },
    *after(sequence) {
      for (let place = placeAfter(sequence); place < items.length; place++) {
        const item = items[place];
        if (item) yield item;
      }
    },
  };
}
