/** Finds what carries a key. Several may carry one; it belongs to the one that took it last and is still there. */
export interface KeyIndex<T> {
  /** The last taker that `accepts` lets pass. */
  readonly find: (key: string, accepts: (owner: T) => boolean) => T | undefined;
  readonly take: (key: string, owner: T) => void;
  readonly release: (key: string, owner: T) => void;
}

/** A map in which nearly every key has one owner, and only a contested one costs a list. */
export function createKeyIndex<T extends object>(): KeyIndex<T> {
  const owners = new Map<string, T | readonly T[]>();
  const listOf = (entry: T | readonly T[] | undefined): readonly T[] =>
    entry === undefined ? [] : isList(entry) ? entry : [entry];

  return {
    find: (key, accepts) => {
      const entry = owners.get(key);
      if (entry === undefined) return undefined;
      if (isList(entry)) return entry.findLast(accepts);
      return accepts(entry) ? entry : undefined;
    },
    take: (key, owner) => {
      const others = listOf(owners.get(key)).filter((other) => other !== owner);
      owners.set(key, others.length === 0 ? owner : [...others, owner]);
    },
    release: (key, owner) => {
      const [first, ...rest] = listOf(owners.get(key)).filter((other) => other !== owner);
      if (first === undefined) owners.delete(key);
      else owners.set(key, rest.length === 0 ? first : [first, ...rest]);
    },
  };
}

function isList<T extends object>(entry: T | readonly T[]): entry is readonly T[] {
  return Array.isArray(entry);
}
