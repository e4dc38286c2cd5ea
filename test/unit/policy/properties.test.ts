import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyRequest } from '../../../cache/policy/classify.ts';
import { readRequest } from '../../../cache/policy/reading.ts';

const WORDS =
  'how do i my our the a order cancel where is what weather today now please it and , . ? : " “ ( ) price of it until'.split(
    ' ',
  );
const request = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(' '));
const CLASSES = ['general', 'time-bound', 'personal', 'action', 'context'];

describe('[C8] the class of any text', () => {
  test('is one of five, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), request), (text) => {
        expect(CLASSES).toContain(classifyRequest(text));
      }),
    );
  });

  test('is never an action where it starts with "how do i"', () => {
    fc.assert(
      fc.property(fc.constantFrom('how do i ', 'How do I ', '  HOW DO I '), request, (begin, rest) => {
        expect(classifyRequest(begin + rest)).not.toBe('action');
      }),
    );
  });

  test('does not hang on how white space is written', () => {
    expect(classifyRequest('and\torder')).toBe(classifyRequest('and order'));
    fc.assert(
      fc.property(request, fc.constantFrom('  ', '\t', ' \u00a0'), (text, space) => {
        expect(classifyRequest(text.replaceAll(' ', space))).toBe(classifyRequest(text));
      }),
    );
  });

  test('hangs on the head and the tail of a long text only, so its cost is bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (middle) => {
        const head = 'Cancel my order, please. '.padEnd(2_048, 'so it is. ');
        const tail = 'Thank you very much. '.padEnd(2_048, 'so it is. ');
        const filler = 'x'.repeat(1_000);
        expect(classifyRequest(head + filler + middle + filler + tail)).toBe(
          classifyRequest(head + filler + filler + tail),
        );
      }),
    );
  });

  test('is read in pieces that no pattern has far to look in', () => {
    fc.assert(
      fc.property(fc.constantFrom('is it ', 'we ', 'cancel my ', 'flights to ', '“', '"', "'"), (piece) => {
        const { clauses } = readRequest(piece.repeat(700));
        expect(Math.max(0, ...clauses.map(({ words }) => words.length))).toBeLessThanOrEqual(61);
      }),
    );
  });
});
