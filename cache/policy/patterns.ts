/** A table of words or phrases as one group of a pattern. */
export const anyOf = (words: readonly string[]): string => `(?:${words.join('|')})`;

/** A few words, at most, of any kind: what may stand between two that count. */
export const upTo = (most: number): string => `(?:[^ ]+ ){0,${most}}`;

/** One pattern that knows all of these. A clause has a space before, between and after its words. */
export const phrases = (patterns: readonly string[]): RegExp => new RegExp(patterns.join('|'));

export const matchesAny = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));
