import { describe, expect, test } from 'vitest';
import { normalise, slotKey } from '../../../cache/normalise.ts';
import { readSlots } from '../../../cache/slots/index.ts';
import { expectVetoes, type Pair } from './expect-vetoes.ts';

const keyOf = (text: string): string => `${normalise(text)}\n${slotKey(readSlots(text))}`;

function expectKeysApart(pairs: readonly Pair[]): void {
  test.each(pairs)('[C3] no normalised hit: %j ≠ %j', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
}

const INDENTED: readonly Pair[] = [
  ['Fix this:\nif a:\n    b()\n    c()', 'Fix this:\nif a:\n    b()\nc()'],
  ['Is this right?\na:\n  b: 1\n  c: 2', 'Is this right?\na:\n  b: 1\nc: 2'],
  ['What is printed?\nfor x in y:\n\tf(x)\n\tg(x)', 'What is printed?\nfor x in y:\n\tf(x)\ng(x)'],
  ['What does it do?\nfoo = Bar\nbaz = 1', 'What does it do?\nfoo = bar\nbaz = 1'],
  ['Explain\nlet a = B;\nrun(a);', 'Explain\nlet a = b;\nrun(a);'],
];

expectVetoes('code of several lines that is laid out otherwise', 'code', {
  apart: INDENTED,
  together: [
    ['Why?\nif a:\n    b()', 'Why does it fail?\nif a:\n    b()'],
    ['Hello\n\nHow do I reset it?', 'Hello, how do I reset it?'],
    ['I forgot it;\nhow do I reset it?', 'I forgot it;\nhow can I reset it?'],
  ],
});
describe('code of several lines', () => {
  expectKeysApart(INDENTED);
});

const SYMBOLS: readonly Pair[] = [
  ['What does 😀 mean?', 'What does 😢 mean?'],
  ['What does ∮ mean?', 'What does ∯ mean?'],
  ['Is a ≠ b?', 'Is a = b?'],
  ['Is a = b?', 'Is a =\u0338 b?'],
  ['What is ٣ plus 2?', 'What is ٤ plus 2?'],
  ['Whose flag is 🇩🇪?', 'Whose flag is 🇫🇷?'],
  ['What is the sign \ue001 for?', 'What is the sign \ue002 for?'],
  ['What does foo\ud800 mean?', 'What does foo\ud801 mean?'],
  ['What is x²?', 'What is x³?'],
];
expectVetoes('symbols that an embedder has no token for', 'symbol', {
  apart: SYMBOLS,
  together: [
    ['What’s “new” — in short…', 'What\'s "new" - in short...'],
    ['How does Reprise™ work?', 'How does Reprise work?'],
    ['How do I\u00a0reset it?', 'How do I reset it?'],
    ['How much is 5 m² in ft²?', 'How much is 5 m2 in ft2?'],
    ['Convert 5€ to dollars', 'Convert 5 euros to dollars'],
    ['Train Paris → Rome', 'Train Paris to Rome'],
    ['Is it re\u00adusable?', 'Is it reusable?'],
    ['What does ☺️ mean?', 'What does ☺ mean?'],
  ],
});
describe('symbols', () => {
  expectKeysApart(SYMBOLS);
  test.each([
    ['What’s “new” — in short…', 'What\'s "new" - in short...'],
    ['How does Reprise™ work?', 'how does reprise work'],
  ])('[C3] typography is folded: %j = %j', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });
});

expectVetoes('letters outside the embedder’s script', 'id', {
  apart: [
    ['Define \u{1d465} here', 'Define \u{1d466} here'],
    ['What is kʷɐ in phonetics?', 'What is kʷɔ in phonetics?'],
  ],
  together: [['Where is Łódź?', 'Where is Łódź, please?']],
});

const LETTERS: readonly Pair[] = [
  ['Convert to lower case: HELLO World', 'Convert to lower case: hello World'],
  ['How many letters of HeLLo are capital letters?', 'How many letters of HEllo are capital letters?'],
  ['How do you spell résumé?', 'How do you spell resume?'],
  ['What is the MD5 of Hello?', 'What is the MD5 of hello?'],
];
expectVetoes('letters where they are the question', 'spelling', {
  apart: LETTERS,
  together: [
    ['How do you spell necessary?', 'how do you spell necessary'],
    ['I want to update my résumé', 'I want to update my resume'],
    ['How do I write a cover letter?', 'how do i write a Cover Letter'],
  ],
});
describe('letters where they are the question', () => {
  expectKeysApart(LETTERS);
});
