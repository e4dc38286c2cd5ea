import type { Difference } from './difference.ts';
import type { Token } from './tokens.ts';
import {
  AMBIGUOUS_MONTHS,
  COUNTED_PERIODS,
  MONTHS,
  RELATIVE_DAYS,
  SEASONS,
  SHORT_MONTHS,
  WEEKDAYS,
} from './words/dates.ts';
import { PERIODS, UNIT_BY_WORD } from './words/units.ts';

/** Dates and times of a text. */
export interface Dates {
  /** Points in time, sorted: what one text names and the other does not is another question. */
  readonly points: readonly string[];
  /** Rhythms and seasons, sorted ("per day", "summer"): another question only where both texts name one. */
  readonly rhythms: readonly string[];
}

const RELATIVE_POINTS: ReadonlySet<string> = new Set(['yesterday', 'tomorrow', 'tonight']);
const RHYTHM_KINDS: readonly string[] = ['per ', 'season ', 'part '];
const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?(am|pm|a\.m|p\.m|h)?$/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME_UNITS: ReadonlySet<string> = new Set(['s', 'min', 'h', 'd', 'wk', 'mo', 'y']);
const HOW_LONG: ReadonlySet<string> = new Set(
  'in for within about of after before than over under half is'.split(' '),
);
const BEFORE_A_MONTH: ReadonlySet<string> = new Set(
  'in of by since until till on last next from during this late early mid'.split(' '),
);

/** Reads dates and times. `taken` receives the positions of the tokens that are no plain numbers any more. */
export function readDates(tokens: readonly Token[], taken: Set<number>): Dates {
  const points: string[] = [];
  const rhythms: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'number') readDigits(tokens, at, taken, points);
    else if (token.kind === 'word') readWord(tokens, at, points, rhythms);
  }
  return { points: distinct(points), rhythms: distinct(rhythms) };
}

function readDigits(tokens: readonly Token[], at: number, taken: Set<number>, points: string[]): void {
  const word = tokens[at]?.word ?? '';
  const iso = ISO_DATE.exec(word);
  if (iso !== null) {
    points.push(`m${Number(iso[2])}`, `day${Number(iso[3])}`, `year${iso[1]}`);
    taken.add(at);
    return;
  }
  const next = tokens[at + 1]?.word ?? '';
  const half = /^[ap]m$/.test(next) ? next : undefined;
  const clock = CLOCK.exec(word);
  if (clock !== null && (half !== undefined || clock[3] !== undefined || word.includes(':'))) {
    points.push(clockTime(Number(clock[1]), clock[2] ?? '00', half ?? clock[3]));
    taken.add(at);
    return;
  }
  readDayOfMonth(tokens, at, taken, points);
}

/** "3 May 2024", "May 3rd, 2024" and "2024-05-03" are one date. */
function readDayOfMonth(tokens: readonly Token[], at: number, taken: Set<number>, points: string[]): void {
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[at]?.word ?? '')?.[1];
  if (day === undefined || Number(day) > 31) return;
  const of = tokens[at + 1]?.word === 'of' ? 2 : 1;
  const isBefore = isMonthName(tokens[at + of]?.word);
  if (!isBefore && !isMonthName(tokens[at - 1]?.word)) return;
  points.push(`day${Number(day)}`);
  taken.add(at);
  const yearAt = isBefore ? at + of + 1 : at + 1;
  const year = /^[12]\d{3}$/.exec(tokens[yearAt]?.word ?? '')?.[0];
  if (year === undefined) return;
  points.push(`year${year}`);
  taken.add(yearAt);
}

function isMonthName(word: string | undefined): boolean {
  return word !== undefined && (MONTHS.has(word) || SHORT_MONTHS.has(word));
}

function clockTime(hour: number, minutes: string, half: string | undefined): string {
  const isAfternoon = half?.startsWith('p') === true;
  const hours = half === undefined || half === 'h' ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
  return `${hours}:${minutes}`;
}

function readWord(tokens: readonly Token[], at: number, points: string[], rhythms: string[]): void {
  const word = tokens[at]?.word ?? '';
  const before = tokens[at - 1];
  const fixed = WEEKDAYS.get(word) ?? RELATIVE_DAYS.get(word) ?? monthAt(tokens, at);
  if (fixed !== undefined) points.push(fixed);
  const season = SEASONS.get(word);
  if (season !== undefined) rhythms.push(season);
  if ((before?.word === 'last' || before?.word === 'next') && COUNTED_PERIODS.has(word)) {
    points.push(`${before.word} ${word}`);
  }
  if (isFormerly(tokens, at)) points.push('formerly');
  const rhythm = PERIODS.get(word) ?? periodAfter(tokens, at);
  if (rhythm !== undefined) rhythms.push(`per ${rhythm}`);
}

function monthAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  const word = token?.word ?? '';
  const isBesideNumber = tokens[at - 1]?.kind === 'number' || tokens[at + 1]?.kind === 'number';
  if (isBesideNumber) return MONTHS.get(word) ?? SHORT_MONTHS.get(word);
  if (!AMBIGUOUS_MONTHS.has(word)) return MONTHS.get(word);
  const isNamed = BEFORE_A_MONTH.has(tokens[at - 1]?.word ?? '') && /^\p{Lu}/u.test(token?.raw ?? '');
  return isNamed ? MONTHS.get(word) : undefined;
}

/** "did she use to be", "he used to work": true once, not now. "Get used to" and "is used to" are something else. */
function isFormerly(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word;
  if ((word !== 'use' && word !== 'used') || tokens[at + 1]?.word !== 'to') return false;
  if (/^(?:gett?(?:ing)?|got|gotten|become|is|are|am|be|being|been)$/.test(tokens[at - 1]?.word ?? ''))
    return false;
  const verb = tokens[at + 2]?.word;
  return verb === 'be' || verb === 'have' || verb === 'live' || verb === 'work';
}

/** "per day", "once a day", "each month": how often. "In a day" is how long. */
function periodAfter(tokens: readonly Token[], at: number): string | undefined {
  const before = tokens[at - 1]?.word ?? '';
  const isOften = before === 'a' && !HOW_LONG.has(tokens[at - 2]?.word ?? '');
  if (!isOften && before !== 'per' && before !== 'each' && before !== 'every') return undefined;
  const unit = UNIT_BY_WORD.get(tokens[at]?.word ?? '');
  if (unit !== undefined && TIME_UNITS.has(unit)) return unit;
  // "per night", "per semester": whatever it is counted by.
  return before === 'per' && tokens[at]?.kind === 'word' ? tokens[at]?.stem : undefined;
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].sort();
}

/** When the cached text says when and the asked one does not, that goes without saying more often than not. */
export function datesDiffer(asked: Dates, cached: Dates): Difference {
  if (rhythmsDiffer(asked, cached)) return 'conflict';
  if (asked.points.join() === cached.points.join()) return 'none';
  if (asked.points.length === 0) return cached.points.some(isRelative) ? 'cached-only' : 'implied';
  return cached.points.length === 0 ? 'asked-only' : 'conflict';
}

/** "used to be", "next year", "tomorrow": another time than that of the question. */
function isRelative(point: string): boolean {
  return point === 'formerly' || point.includes(' ') || RELATIVE_POINTS.has(point);
}

function rhythmsDiffer(one: Dates, other: Dates): boolean {
  if (one.rhythms.length === 0 || other.rhythms.length === 0) return false;
  return RHYTHM_KINDS.some((kind) => {
    const ofOne = one.rhythms.filter((rhythm) => rhythm.startsWith(kind));
    const ofOther = other.rhythms.filter((rhythm) => rhythm.startsWith(kind));
    return ofOne.length > 0 && ofOther.length > 0 && !ofOne.some((rhythm) => ofOther.includes(rhythm));
  });
}
