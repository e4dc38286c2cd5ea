/** A seeded generator of numbers in [0, 1): mulberry32. The same seed gives the same run again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Time to the first token: always the same, or lognormal around a median with the spread `sigma`. */
export type Latency =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number; readonly seed: number };

/** A function that draws the next latency in milliseconds. */
export function latencySource(latency: Latency): () => number {
  if (latency.kind === 'fixed') return () => latency.ms;
  const random = seededRandom(latency.seed);
  return () => {
    // Box–Muller; 1 - u keeps the logarithm away from zero.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return latency.medianMs * Math.exp(latency.sigma * normal);
  };
}
