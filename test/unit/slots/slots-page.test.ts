import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeWritten, readWritten, type SlotReport } from '../../../bench/quality/slot-report.ts';
import { FEATURE_WORDS, SLOT_WORDS, slotsPage } from '../../../bench/quality/slots-page.ts';
import { compareSlots, readSlots, SOFT_SLOTS } from '../../../cache/slots/index.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const report: SlotReport = JSON.parse(read('bench/results/slots.json'));

describe('docs/slots.md', () => {
  test('is what bench/results/slots.json says, to the letter', () => {
    expect(read('docs/slots.md')).toBe(slotsPage(report));
  });

  test('describes every feature in the order of the vector, and no other', () => {
    expect(Object.keys(FEATURE_WORDS)).toEqual([...SOFT_SLOTS]);
  });

  test('describes every slot that was measured', () => {
    const measured = [report.near, report.all, report.unseen].flatMap(({ slots }) => slots);
    const names = measured.map(({ slot }) => slot).filter((slot) => slot !== 'any');
    expect(names.filter((slot) => !Object.hasOwn(SLOT_WORDS, slot))).toEqual([]);
  });
});

describe('[C9] pairs that were written for the slots', () => {
  test('are at least 300, half of them held out, and none is there twice', () => {
    const pairs = readWritten();
    expect(pairs.length).toBeGreaterThanOrEqual(300);
    const heldOut = pairs.filter(({ part }) => part === 'held-out');
    expect(heldOut.length * 2).toBeGreaterThanOrEqual(pairs.length);
    expect(new Set(pairs.map(({ a, b }) => `${a}\n${b}`)).size).toBe(pairs.length);
  });

  test.each(readWritten().filter(({ part }) => part === 'dev'))('$slot: $a | $b', ({ a, b, same }) => {
    expect(compareSlots(readSlots(a), readSlots(b)).veto === undefined).toBe(same);
  });

  test('of those held out, at most 3 of a hundred vetoes are wrong and 5 of a hundred look-alikes are missed', () => {
    const { vetoedRightly, vetoedWrongly, missed } = judgeWritten('held-out');
    expect(vetoedWrongly / (vetoedRightly + vetoedWrongly)).toBeLessThan(0.03);
    expect(missed / (vetoedRightly + missed)).toBeLessThan(0.05);
  });
});

describe('bench/results/slots.json', () => {
  test('holds counts and no text of the development data', () => {
    const strings = JSON.stringify(report).match(/"[^"]{40,}"/g) ?? [];
    expect(strings.filter((text) => !/^"(?:[0-9a-f]{64}|node |all-MiniLM)/.test(text))).toEqual([]);
  });
});
