import { describe, expect, it, test } from 'vitest';
import { dayOf, momentsOf } from '../../../cache/policy/moments.ts';

/** A Wednesday. */
const NOW = Date.UTC(2026, 10, 25, 14, 5, 33);
const DAY = 86_400_000;

describe('[C8] relative dates become absolute ones', () => {
  test.each<[string, readonly string[]]>([
    ['What is the weather today?', ['2026-11-25']],
    ["Tonight's menu", ['2026-11-25']],
    ['Who won yesterday?', ['2026-11-24']],
    ['Who won last night?', ['2026-11-24']],
    ['Will it rain tomorrow?', ['2026-11-26']],
    ['Trains the day after tomorrow', ['2026-11-27']],
    ['What happened the day before yesterday?', ['2026-11-23']],
    ['Flights next Friday', ['2026-12-04']],
    ['Flights this Friday', ['2026-11-27']],
    ['Flights on Friday', ['2026-11-27']],
    ['Who won last Friday?', ['2026-11-20']],
    ['Who won last Wednesday?', ['2026-11-18']],
    ['Is it open on Monday?', ['2026-11-30']],
    ['Events this weekend', ['2026-11-28']],
    ['Events next weekend', ['2026-12-05']],
    ['What happened two weeks ago?', ['2026-11-11']],
    ['What was it 3 days ago?', ['2026-11-22']],
    ['The price a month ago', ['2026-10-01']],
    ['The price 10 years ago', ['2016-01-01']],
    ['The price an hour ago', ['2026-11-25T13']],
    ['How is traffic right now?', ['2026-11-25T14']],
    ['What time is it?', ['2026-11-25T14:05']],
    ['Is it hotter today than yesterday?', ['2026-11-24', '2026-11-25']],
    ['How many days until Christmas?', ['2026-11-25']],
    ['What changed this year?', ['2026-11-25']],
    ['Who is the president of France?', []],
    ['What is the word for Sundays in Latin?', []],
  ])('%s: %j', (text, expected) => {
    expect(momentsOf(text, NOW)).toEqual(expected);
  });

  it('the same words are another time a day later', () => {
    for (const text of ['today', 'tomorrow', 'yesterday', 'now', 'three days ago', 'until Easter']) {
      expect(momentsOf(text, NOW + DAY)).not.toEqual(momentsOf(text, NOW));
    }
  });

  it('words for one day are one time, whenever they are said', () => {
    expect(momentsOf('tomorrow', NOW)).toEqual(momentsOf('today', NOW + DAY));
    expect(momentsOf('next Friday', NOW)).toEqual(momentsOf('next Friday', NOW + DAY));
  });

  it('days end at midnight UTC', () => {
    expect(dayOf(Date.UTC(2026, 11, 31, 23, 59, 59))).toBe('2026-12-31');
    expect(momentsOf('tomorrow', Date.UTC(2026, 11, 31, 23, 59, 59))).toEqual(['2027-01-01']);
  });
});
