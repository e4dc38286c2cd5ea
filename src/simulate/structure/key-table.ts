/** The number under which a table knows a key: 53 bits of its SHA-256. */
export type KeyHash = number;

/** What tells two keys apart in 8 bytes; among ten million keys two fall together with a chance of 1 in 180. */
export function keyHash(digest: string): KeyHash {
  let high = 0;
  let low = 0;
  for (let at = 0; at < 5; at++) high = high * 64 + digitOf(digest.charCodeAt(at));
  for (let at = 5; at < 9; at++) low = low * 64 + digitOf(digest.charCodeAt(at));
  return (high % 2 ** 29) * 2 ** 24 + low + 1;
}

/** A base64url digit as its number; any other character as some number below 64. */
const digitOf = (code: number): number => {
  if (code >= 0x61) return (code - 0x61 + 26) & 63;
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  return code === 0x2d ? 62 : 63;
};

/** Numbers keys in the order in which they come, in 16 bytes a key; columns of typed arrays hang on the numbers. */
export interface KeyTable {
  /** The key's number; a new one where it was not here. Undefined once the table is full. */
  readonly place: (key: KeyHash) => number | undefined;
  /** The key's number where it is here. */
  readonly find: (key: KeyHash) => number | undefined;
  readonly size: () => number;
  /** Keys that found no room. */
  readonly refused: () => number;
}

/** Most keys of a table: 256 MB. Logs with more distinct requests are counted up to there. */
export const MOST_KEYS = 16_000_000;
const FIRST_SLOTS = 1 << 12;

export function createKeyTable(most = MOST_KEYS): KeyTable {
  let slots = new Int32Array(FIRST_SLOTS);
  const keys = createColumn(Float64Array);
  let size = 0;
  let refused = 0;

  const slotOf = (table: Int32Array, key: KeyHash): number => {
    const mask = table.length - 1;
    let slot = (key % 2 ** 32) & mask; // a hash already
    for (;;) {
      const number = table[slot] ?? 0;
      if (number === 0 || keys.get(number - 1) === key) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const grow = (): void => {
    const wider = new Int32Array(slots.length * 2);
    for (let number = 1; number <= size; number++) wider[slotOf(wider, keys.get(number - 1))] = number;
    slots = wider;
  };

  return {
    place: (key) => {
      const slot = slotOf(slots, key);
      const known = slots[slot] ?? 0;
      if (known > 0) return known - 1;
      if (size >= most) {
        refused++;
        return undefined;
      }
      keys.set(size, key);
      slots[slot] = ++size;
      if (size * 2 > slots.length) grow();
      return size - 1;
    },
    find: (key) => {
      const number = slots[slotOf(slots, key)] ?? 0;
      return number === 0 ? undefined : number - 1;
    },
    size: () => size,
    refused: () => refused,
  };
}

/** A value per number, 0 until it is set. */
export interface Column {
  readonly get: (at: number) => number;
  readonly set: (at: number, value: number) => void;
  readonly add: (at: number, by: number) => number;
}

type Numbers = Float64Array | Float32Array | Uint32Array | Uint16Array;

/** A column that grows by doubling. */
export function createColumn(type: new (length: number) => Numbers): Column {
  let values = new type(1 << 10);
  const room = (at: number): Numbers => {
    if (at < values.length) return values;
    const wider = new type(2 ** Math.ceil(Math.log2(at + 1)));
    wider.set(values);
    values = wider;
    return values;
  };
  return {
    get: (at) => values[at] ?? 0,
    set: (at, value) => {
      room(at)[at] = value;
    },
    add: (at, by) => {
      const column = room(at);
      const sum = (column[at] ?? 0) + by;
      column[at] = sum;
      return sum;
    },
  };
}
