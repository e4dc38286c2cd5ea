/** Which questions are looked up where not all are: the same ones in each run over the same log. */
export interface Sampler {
  readonly takes: (index: number) => boolean;
  /** How many questions one of this stratum stands for: together the sampled ones stand for all. */
  readonly weight: (stratum: number) => number;
  readonly sampled: number;
}

export interface SamplerOptions {
  /** Questions of each stratum; 0 is what is not to be looked up. */
  readonly sizes: readonly number[];
  readonly requests: number;
  readonly stratumOf: (index: number) => number;
  readonly wanted: number;
}

/** Fewer than this of a stratum say too little of it. */
const LEAST = 200;

/** Each stratum is drawn from in proportion to its size, and by at least 200 where it has so many. */
export function createSampler({ sizes, requests, stratumOf, wanted }: SamplerOptions): Sampler {
  const all = sizes.reduce((sum, size, stratum) => sum + (stratum === 0 ? 0 : size), 0);
  const rates = sizes.map((size, stratum) =>
    stratum === 0 || size === 0 ? 0 : Math.min(1, Math.max((wanted * size) / all, LEAST) / size),
  );
  const takes = (index: number): boolean => drawn(index) < (rates[stratumOf(index)] ?? 0);
  const taken = sizes.map(() => 0);
  for (let index = 0; index < requests; index++) {
    const stratum = stratumOf(index);
    if (takes(index)) taken[stratum] = (taken[stratum] ?? 0) + 1;
  }
  return {
    takes,
    weight: (stratum) => (sizes[stratum] ?? 0) / Math.max(1, taken[stratum] ?? 0),
    sampled: taken.reduce((sum, count) => sum + count, 0),
  };
}

/** A number in [0, 1) that only the index decides and that has nothing to do with its neighbours'. */
function drawn(index: number): number {
  let bits = Math.imul(index + 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x27d4eb2f);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}
