import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise, slotKey } from '../../cache/normalise.ts';
import {
  compareSlots,
  readSlots,
  type SlotName,
  softSlotsVector,
  vetoBetween,
} from '../../cache/slots/index.ts';

/** Text dense with what slots read; plain random strings would hardly ever meet one. */
const question = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...(
          'how do does is not no without never he her my his before after from to than by one two second hundred ' +
          'thousand and million 5km $5 5% 3pm 15:00 May 2024-05-03 "quoted" `code -C` -C --flag a@b.example ' +
          'https://x.example/Y AB-123 turn on off more less expensive protects protected Ann Bob in French as json ' +
          "don't isn't can't C++ python weekly last year ' \" ` … ? . ,"
        ).split(' '),
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.nat({ max: 2_000_000 }).map(String),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(' '));

describe('[C9] properties of a veto', () => {
  test('a text is never vetoed against itself', () => {
    fc.assert(
      fc.property(question, (text) => {
        expect(vetoBetween(readSlots(text), readSlots(text))).toBe(undefined);
      }),
    );
  });

  test('what two texts name differs whichever of them is asked', () => {
    /** In these it counts which text says more. */
    const directed: ReadonlySet<SlotName> = new Set([
      'question',
      'second-question',
      'conjunct',
      'restriction',
    ]);
    const named = (one: string, other: string): readonly SlotName[] =>
      compareSlots(readSlots(one), readSlots(other)).differences.filter((slot) => !directed.has(slot));
    fc.assert(
      fc.property(question, question, (one, other) => {
        expect(named(one, other)).toEqual(named(other, one));
      }),
    );
  });

  test('every feature is a number from 0 to 1, and the veto is the first difference', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        const [asked, cached] = [readSlots(one), readSlots(other)];
        const { veto, differences, features } = compareSlots(asked, cached);
        expect(softSlotsVector(features).filter((value) => !(value >= 0 && value <= 1))).toEqual([]);
        expect(veto).toBe(vetoBetween(asked, cached));
        if (veto !== undefined) expect(differences).toContain(veto);
      }),
    );
  });

  test('one number in any form is one value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 999_999_999 }), (n) => {
        const plain = readSlots(`Is ${n} enough?`).number;
        expect(readSlots(`Is ${n.toLocaleString('en-US')} enough?`).number).toEqual(plain);
        expect(readSlots(`Is ${n.toLocaleString('en-IN')} enough?`).number).toEqual(plain);
        expect(readSlots(`Is ${inWords(n)} enough?`).number).toEqual(plain);
      }),
    );
  });

  test('two different numbers are two values', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const veto = vetoBetween(readSlots(`Is ${one} enough?`), readSlots(`Is ${other} enough?`));
        expect(veto).toBe(one === other ? undefined : 'number');
      }),
    );
  });
});

describe('[C3] properties of the normalised form', () => {
  test('folding twice folds nothing more', () => {
    fc.assert(
      fc.property(question, (text) => {
        const once = normalise(text);
        expect(once).toBe(once.normalize('NFC'));
        expect(normalise(` ${text} `)).toBe(once);
      }),
    );
  });

  test('equal slots have equal keys', () => {
    fc.assert(
      fc.property(question, (text) => {
        expect(slotKey(readSlots(text))).toBe(slotKey(readSlots(text)));
      }),
    );
  });
});

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** The English name of a positive integer below one billion; "one" is always written before a scale. */
function inWords(n: number): string {
  if (n >= 1e6) return joined(inWords(Math.floor(n / 1e6)), 'million', n % 1e6);
  if (n >= 1000) return joined(inWords(Math.floor(n / 1000)), 'thousand', n % 1000);
  if (n >= 100) return joined(inWords(Math.floor(n / 100)), 'hundred', n % 100);
  if (n < 20) return ONES[n] ?? '';
  const ten = TENS[Math.floor(n / 10)] ?? '';
  return n % 10 === 0 ? ten : `${ten}-${ONES[n % 10] ?? ''}`;
}

function joined(head: string, scale: string, rest: number): string {
  return rest === 0 ? `${head} ${scale}` : `${head} ${scale} ${inWords(rest)}`;
}
