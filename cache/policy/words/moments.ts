/** Days told from today, by how many they are away; the longer phrase stands before what it holds. */
export const DAYS_AWAY: readonly (readonly [string, number])[] = [
  ['day after tomorrow', 2],
  ['day before yesterday', -2],
  ['this morning', 0],
  ['this afternoon', 0],
  ['this evening', 0],
  ['last night', -1],
  ['yesterday', -1],
  ['tomorrow', 1],
  ['tonight', 0],
  ['today', 0],
];

export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  'a an one two three four five six seven eight nine ten'
    .split(' ')
    .map((word, at): [string, number] => [word, Math.max(1, at - 1)]),
);

/** Monday first. */
export const WEEKDAY_NAMES: readonly string[] =
  'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** Words for this very moment: an answer to them holds for an hour at most. */
export const NOW_WORDS: readonly string[] = [
  'right now',
  'at the moment',
  'at present',
  'currently',
  'as of now',
  'now',
];

/** Who asks for the clock gets an answer for a minute. */
export const CLOCK_WORDS: readonly string[] = ['time is it', 'current time', 'the time'];
