import { describe, expect, test } from 'vitest';
import { normalise, slotKey } from '../../../cache/normalise.ts';
import { readSlots } from '../../../cache/slots/index.ts';

const keyOf = (text: string): string => `${normalise(text)}\n${slotKey(readSlots(text))}`;

describe('[C3] the normalised tier folds what says nothing', () => {
  test.each([
    ['How do I reset my password?', 'how do i reset  my password'],
    ['How do I reset my password?', 'Hi, how do I reset my password? Thanks!'],
    ['How do I reset my password?', 'Hello there! Could you please tell me how do I reset my password'],
    ['How do I reset my password?', 'please how do i reset my password pls'],
    ['How do I reset my password?', 'How do I reset my password?\n\nThank you very much.'],
    ['Wo ist das Café?', 'Wo ist das Cafe\u0301?'],
    ['What’s new?', "what's new"],
  ])('%s = %s', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });
});

describe('[C3] the normalised tier keeps what means something', () => {
  test.each([
    ['what does git -c do', 'what does git -C do'],
    ['explain `a.B`', 'explain `a.b`'],
    ['Who wrote "It"?', 'Who wrote "it"?'],
    ['What is MAX_a?', 'What is max_a?'],
    ['How do you say please?', 'How do you say?'],
    ['How do you say thank you?', 'How do you say?'],
    ['What is C++?', 'What is C?'],
    ['Is https://a.example/X up?', 'Is https://a.example/x up?'],
    ['Is it 1.5 m?', 'Is it 15 m?'],
    ['weather in May', 'weather in March'],
  ])('%s ≠ %s', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  test.each(['please', 'Thanks!', 'Hi there!', '?', ''])('never folds %j into another question', (text) => {
    expect(normalise(text) === '').toBe(text === '' || text === '?');
  });
});
