/** Numbers in [0, 1) from a seed: the same seed, the same numbers, on every machine. */
export function createRandom(seed: number): () => number {
  // Weyl sequence through the finaliser of MurmurHash3 (A. Appleby, public domain): good enough to draw samples with.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 2 ** 32;
  };
}
