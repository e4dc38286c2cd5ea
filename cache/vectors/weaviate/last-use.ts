interface Closable {
  readonly close: () => void;
}

/** Closes what is not to be used any more once the last call on it ended. */
export interface LastUse {
  /** @returns what tells of the call's end; told twice is told once */
  readonly begin: (used: Closable) => () => void;
  readonly closeAfterLast: (dropped: Closable) => void;
  /** Closes what was dropped, calls or not. */
  readonly closeAll: () => void;
}

export function createLastUse(): LastUse {
  const calls = new Map<Closable, number>();
  const dropped = new Set<Closable>();

  const closeUnused = (one: Closable): void => {
    if ((calls.get(one) ?? 0) === 0 && dropped.delete(one)) one.close();
  };

  return {
    begin: (used) => {
      calls.set(used, (calls.get(used) ?? 0) + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (calls.get(used) ?? 1) - 1;
        if (left > 0) calls.set(used, left);
        else calls.delete(used);
        closeUnused(used);
      };
    },
    closeAfterLast: (one) => {
      dropped.add(one);
      closeUnused(one);
    },
    closeAll: () => {
      for (const one of dropped) one.close();
      dropped.clear();
    },
  };
}
