const MONTH_NAMES =
  'january february march april may june july august september october november december'.split(' ');
const MONTH_SHORT = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAY_NAMES = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** Month by its full name. */
export const MONTHS: ReadonlyMap<string, string> = new Map(
  MONTH_NAMES.map((name, index) => [name, `m${index + 1}`]),
);

/** Months that are also words or names; read as months only beside a number or after a preposition. */
export const AMBIGUOUS_MONTHS: ReadonlySet<string> = new Set(['march', 'may', 'april', 'june', 'august']);

/** Abbreviated months; read only beside a number. */
export const SHORT_MONTHS: ReadonlyMap<string, string> = new Map([
  ...MONTH_SHORT.map((name, index): [string, string] => [name, `m${index + 1}`]),
  ['sept', 'm9'],
]);

export const WEEKDAYS: ReadonlyMap<string, string> = new Map(
  DAY_NAMES.flatMap((name, index): [string, string][] => [
    [name, `w${index + 1}`],
    [`${name}s`, `w${index + 1}`],
  ]),
);

/** Points in time that move with the clock. Words for the present ("now", "today") say nothing and are left out. */
export const RELATIVE_DAYS: ReadonlyMap<string, string> = new Map([
  ['yesterday', 'yesterday'],
  ['tomorrow', 'tomorrow'],
  ['tonight', 'tonight'],
  ['noon', '12:00'],
  ['midday', '12:00'],
  ['midnight', '0:00'],
]);

/** What "last", "this" and "next" may count. */
export const COUNTED_PERIODS: ReadonlySet<string> = new Set([
  ...DAY_NAMES,
  ...MONTH_NAMES,
  'week',
  'weekend',
  'month',
  'quarter',
  'year',
  'semester',
  'season',
  'summer',
  'winter',
  'spring',
  'autumn',
  'fall',
  'decade',
  'century',
]);

/** Seasons and parts of the day, kind first; compared only where both texts name one of a kind. */
export const SEASONS: ReadonlyMap<string, string> = new Map([
  ['summer', 'season summer'],
  ['winter', 'season winter'],
  ['autumn', 'season autumn'],
  ['morning', 'part morning'],
  ['afternoon', 'part afternoon'],
  ['evening', 'part evening'],
  ['night', 'part night'],
]);
