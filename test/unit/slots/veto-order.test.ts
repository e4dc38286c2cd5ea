import { describe, expect, test } from 'vitest';
import { readSlots, vetoBetween } from '../../../cache/slots/index.ts';

const veto = (asked: string, cached: string): string | undefined =>
  vetoBetween(readSlots(asked), readSlots(cached));

describe('[C9] one reason is named', () => {
  test('the first slot of the fixed order, whichever text is asked', () => {
    expect(veto('Why is 5 not before Monday?', 'Why is 6 after Sunday?')).toBe('number');
    expect(veto('Why is 6 after Sunday?', 'Why is 5 not before Monday?')).toBe('number');
    expect(veto('Why is it not before Monday?', 'Why is it after Sunday?')).toBe('date');
    expect(veto('Why is it not before noon?', 'Why is it after noon?')).toBe('negation');
  });

  test('none for other words with the same literals', () => {
    expect(
      veto('How can I take 3 days off in May 2024?', 'May 2024: how do I get three days of leave?'),
    ).toBe(undefined);
  });

  test('slots are plain data: a copy through JSON decides the same', () => {
    const text = 'How do I turn "dark mode" off at 3pm with `git -C` in French as a table for her 3 cats?';
    const copy = JSON.parse(JSON.stringify(readSlots(text)));
    expect(copy).toEqual(readSlots(text));
    expect(vetoBetween(copy, readSlots(text))).toBe(undefined);
  });

  test('words that are names of object members are words', () => {
    expect(veto('Is my constructor old?', 'Is my valueof old?')).toBe(undefined);
    expect(veto('Is my constructor old?', 'Is her constructor old?')).toBe('person');
  });
});
