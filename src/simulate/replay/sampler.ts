/** Which questions are looked up where not all are: the same ones in each run over the same log. */
export interface Sampler {
  readonly takes: (index: number, stratum: number) => boolean;
  /** How many questions one of this stratum stands for. */
  readonly weight: (stratum: number) => number;
  readonly sampled: number;
}

/** Fewer than this of a stratum say too little of it. */
const LEAST = 200;

/**
 * Each stratum is drawn from in proportion to its size, and by at least 200 where it has so many.
 * @param sizes questions of each stratum
 */
export function createSampler(sizes: readonly number[], wanted: number): Sampler {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const rates = sizes.map((size) => {
    if (size === 0) return 0;
    return Math.min(1, Math.max((wanted * size) / all, LEAST) / size);
  });
  return {
    takes: (index, stratum) => drawn(index) < (rates[stratum] ?? 0),
    weight: (stratum) => 1 / (rates[stratum] || 1),
    sampled: Math.round(sizes.reduce((sum, size, at) => sum + size * (rates[at] ?? 0), 0)),
  };
}

/** A number in [0, 1) that only the index decides and that has nothing to do with its neighbours'. */
function drawn(index: number): number {
  let bits = Math.imul(index + 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x27d4eb2f);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}
