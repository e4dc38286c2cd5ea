/** Words that are a cardinal or ordinal below one hundred. "first" is left out: it is an adverb more often. */
export const SMALL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['zero', 0],
  ...list('two three four five six seven eight nine ten eleven twelve', 2),
  ...list('thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty', 13),
  ...tens('thirty forty fifty sixty seventy eighty ninety'),
  ['fourty', 40],
  ['dozen', 12],
  ...list('third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth', 3),
  ['thirteenth', 13],
  ['fifteenth', 15],
  ['twentieth', 20],
]);

/** Words and suffixes that multiply the number before them. */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['lakh', 1e5],
  ['lakhs', 1e5],
  ['lac', 1e5],
  ['lacs', 1e5],
  ['million', 1e6],
  ['millions', 1e6],
  ['crore', 1e7],
  ['crores', 1e7],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['k', 1e3],
  ['mn', 1e6],
  ['mio', 1e6],
  ['bn', 1e9],
]);

/** Roman numerals that are never an English word nor an initial. */
export const ROMAN_NUMERALS: ReadonlyMap<string, number> = new Map([
  ['ii', 2],
  ['wwii', 2],
  ['iii', 3],
  ['iv', 4],
  ['vi', 6],
  ['vii', 7],
  ['viii', 8],
  ['ix', 9],
  ['xi', 11],
  ['xii', 12],
  ['xiii', 13],
  ['xiv', 14],
  ['xv', 15],
  ['xvi', 16],
]);

/** Words that name a number in passing: they agree with it where the other text has it, and need none. */
export const IN_PASSING_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['once', 1],
  ['single', 1],
  ['both', 2],
  ['pair', 2],
  ['couple', 2],
  ['twice', 2],
  ['double', 2],
  ['thrice', 3],
  ['triple', 3],
]);

function list(words: string, from: number): [string, number][] {
  return words.split(' ').map((word, index) => [word, from + index]);
}

function tens(words: string): [string, number][] {
  return words.split(' ').map((word, index) => [word, 30 + 10 * index]);
}
