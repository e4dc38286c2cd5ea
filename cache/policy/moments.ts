import { anyOf } from './patterns.ts';
import { CLOCK_WORDS, DAYS_AWAY, NOW_WORDS, NUMBER_WORDS, WEEKDAY_NAMES } from './words/moments.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Texts past this bring their own dates; a question of the moment is short. */
const MOST_CHARS = 4_096;

const awayBy = new Map(DAYS_AWAY);
const AWAY = new RegExp(`\\b${anyOf(DAYS_AWAY.map(([phrase]) => phrase))}\\b`, 'g');
const WEEKDAY = new RegExp(
  `\\b(?:(this|next|last|past|coming) |on )?(${WEEKDAY_NAMES.join('|')}|weekend)\\b`,
  'g',
);
const COUNTED = new RegExp(
  `\\b(\\d{1,4}|${[...NUMBER_WORDS.keys()].join('|')}) (minute|hour|day|week|month|year)s? ago\\b`,
  'g',
);
const NOW = new RegExp(`\\b${anyOf(NOW_WORDS)}\\b`);
const CLOCK = new RegExp(`\\b${anyOf(CLOCK_WORDS)}\\b`);
/** Stretches that go on, and what is counted from today: the day of asking counts, too. */
const GOES_ON =
  /\b(?:(?:this|next|last|past|coming) (?:week|month|quarter|year|season|summer|winter|spring|autumn|fall|january|february|march|april|may|june|july|august|september|october|november|december)|until|till|since|left|so far)\b/;

/**
 * What "today", "yesterday", "next Friday" and "now" in a text mean, as absolute times in UTC: part of the key of a
 * request that depends on them, so that the same words are another request tomorrow. Days are `2026-11-27`, this hour
 * `2026-11-22T14`, this minute `2026-11-22T14:05`.
 * @param now milliseconds since the epoch
 * @returns distinct and sorted; empty where the text tells no time
 */
export function momentsOf(text: string, now: number): readonly string[] {
  const folded = text.slice(0, MOST_CHARS).toLowerCase().replaceAll(/\s+/g, ' ');
  const moments = new Set<string>();
  if (CLOCK.test(folded)) moments.add(minuteOf(now));
  else if (NOW.test(folded)) moments.add(hourOf(now));
  for (const [phrase] of folded.matchAll(AWAY)) moments.add(dayOf(now + (awayBy.get(phrase) ?? 0) * DAY_MS));
  for (const [, which, name = ''] of folded.matchAll(WEEKDAY)) moments.add(weekdayOf(now, which, name));
  for (const [, count = '', unit = ''] of folded.matchAll(COUNTED)) moments.add(ago(now, count, unit));
  if (GOES_ON.test(folded)) moments.add(dayOf(now));
  return [...moments].sort();
}

/** The day of asking, for what depends on the moment and names none. */
export const dayOf = (time: number): string => iso(time).slice(0, 10);

const hourOf = (time: number): string => iso(time).slice(0, 13);
const minuteOf = (time: number): string => iso(time).slice(0, 16);
const iso = (time: number): string => new Date(time).toISOString();

/** "This" is in the week of asking, "next" in the one after; alone it is the coming one, "last" the one before today. */
function weekdayOf(now: number, which: string | undefined, name: string): string {
  const today = (new Date(now).getUTCDay() + 6) % 7;
  const wanted = name === 'weekend' ? WEEKDAY_NAMES.indexOf('saturday') : WEEKDAY_NAMES.indexOf(name);
  const inThisWeek = wanted - today;
  const coming = inThisWeek < 0 ? inThisWeek + 7 : inThisWeek;
  const last = inThisWeek < 0 ? inThisWeek : inThisWeek - 7;
  const days =
    which === 'this'
      ? inThisWeek
      : which === 'next'
        ? inThisWeek + 7
        : which === 'last' || which === 'past'
          ? last
          : coming;
  return dayOf(now + days * DAY_MS);
}

function ago(now: number, count: string, unit: string): string {
  const many = NUMBER_WORDS.get(count) ?? Number(count);
  if (unit === 'minute') return minuteOf(now - many * 60_000);
  if (unit === 'hour') return hourOf(now - many * HOUR_MS);
  if (unit === 'day') return dayOf(now - many * DAY_MS);
  if (unit === 'week') return dayOf(now - many * 7 * DAY_MS);
  const then = new Date(now);
  if (unit === 'month') then.setUTCMonth(then.getUTCMonth() - many, 1);
  else then.setUTCFullYear(then.getUTCFullYear() - many, 0, 1);
  return dayOf(then.getTime());
}
