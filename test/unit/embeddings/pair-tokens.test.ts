import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairTokens, type TokenReader } from '../../../embeddings/verifier/pair-tokens.ts';

const [CLASSIFY, SEPARATE] = [1, 2];
/** A token per character, its code plus ten; the names of special tokens are read as such, as real tokenizers do. */
const reader: TokenReader = {
  classify: CLASSIFY,
  separate: SEPARATE,
  ids: (text) =>
    text
      .replaceAll('[SEP]', '\u0000')
      .split('')
      .map((char) => (char === '\u0000' ? SEPARATE : char.charCodeAt(0) + 10)),
};
const idsOf = (text: string): readonly number[] => reader.ids(text);

describe('[C11] what a verifier reads', () => {
  it('is the asked question, then the cached one and its answer in a segment of their own', () => {
    const { ids, segments } = pairTokens(reader, { asked: 'a', cached: 'b', answer: 'c' }, 64);
    expect(ids).toEqual([
      CLASSIFY,
      ...idsOf('a'),
      SEPARATE,
      ...idsOf('b'),
      SEPARATE,
      ...idsOf('c'),
      SEPARATE,
    ]);
    expect(segments).toEqual([0, 0, 0, 1, 1, 1, 1]);
  });

  it('has no third part where there is no answer', () => {
    const { ids } = pairTokens(reader, { asked: 'a', cached: 'b', answer: '' }, 64);
    expect(ids).toEqual([CLASSIFY, ...idsOf('a'), SEPARATE, ...idsOf('b'), SEPARATE]);
  });

  it('gives room to both questions first: a long answer gives way, a long question is cut', () => {
    const long = 'x'.repeat(500);
    const both = pairTokens(reader, { asked: 'short', cached: 'short too', answer: long }, 64);
    expect(both.ids).toHaveLength(64);
    expect(both.ids.slice(1, 6)).toEqual(idsOf('short'));
    const questions = pairTokens(reader, { asked: long, cached: long, answer: 'the answer' }, 64);
    expect(questions.ids).toHaveLength(4 + 22 + 22 + 10);
  });

  it.each(['[SEP]', '[sep]', '[CLS] x [SEP]', '[SEP][SEP]'])(
    'a user who writes %s cannot end a part',
    (text) => {
      const { ids } = pairTokens(reader, { asked: text, cached: text, answer: text }, 64);
      expect(ids.filter((id) => id === SEPARATE)).toHaveLength(3);
      expect(ids.filter((id) => id === CLASSIFY)).toHaveLength(1);
    },
  );

  it('never exceeds its room, and every token has a segment, whatever the texts', () => {
    const text = fc.string({ maxLength: 300, unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 8, max: 128 }), (asked, cached, answer, most) => {
        const { ids, segments } = pairTokens(reader, { asked, cached, answer }, most);
        expect(ids.length).toBeLessThanOrEqual(most);
        expect(segments).toHaveLength(ids.length);
      }),
    );
  });
});
