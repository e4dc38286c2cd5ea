/** Several sorted sequences as one. Each is read no further than its next value. */
export async function* createMerge<T>(
  sources: readonly AsyncGenerator<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  interface Head {
    value: T;
    readonly source: AsyncGenerator<T>;
  }
  const heads: Head[] = [];
  try {
    for (const source of sources) {
      const { done, value } = await source.next();
      if (!done) heads.push({ value, source });
    }
    heads.sort((a, b) => compare(a.value, b.value));
    for (;;) {
      const [first] = heads;
      if (!first) return;
      yield first.value;
      const { done, value } = await first.source.next();
      if (done) {
        heads.shift();
        continue;
      }
      first.value = value;
      // Runs hardly overlap: the head that was least mostly stays so.
      for (let at = 0; at + 1 < heads.length; at++) {
        const [one, next] = [heads[at], heads[at + 1]];
        if (!one || !next || compare(one.value, next.value) <= 0) break;
        heads[at] = next;
        heads[at + 1] = one;
      }
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}
