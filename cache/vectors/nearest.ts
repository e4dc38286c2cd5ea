export interface Scored {
  readonly row: number;
  readonly score: number;
}

/** The rows of the largest scores seen so far. */
export interface Nearest {
  readonly accepts: (score: number) => boolean;
  readonly add: (row: number, score: number) => void;
  /** Largest first; equal scores in the order they came. */
  readonly best: () => readonly Scored[];
}

/** At most `limit` rows of scores at or above `floor`, in a sorted list: for the few a lookup asks for, cheaper than a heap. */
export function createNearest(limit: number, floor: number): Nearest {
  const best: Scored[] = [];
  let worst = Number.POSITIVE_INFINITY;

  return {
    accepts: (score) => (best.length < limit ? score >= floor : score > worst),
    add: (row, score) => {
      let place = best.length;
      while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
      best.splice(place, 0, { row, score });
      if (best.length > limit) best.pop();
      worst = best.at(-1)?.score ?? worst;
    },
    best: () => best,
  };
}
