import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  halfOf,
  mostTokens,
  perhapsFitting,
  surelyFits,
  surelyFitting,
} from '../../../../embeddings/remote/covered-start.ts';

describe('[C4] a start that surely fits', () => {
  it('is the whole text where no tokenizer could make too many tokens of it', () => {
    expect(surelyFitting('hello', 16)).toEqual({ sent: 'hello', coveredChars: 5 });
    expect(surelyFitting('x'.repeat(12), 16).coveredChars).toBe(12);
    expect(surelyFitting('x'.repeat(13), 16).coveredChars).toBe(12);
  });

  it.each([
    ['ß', 2],
    ['語', 3],
    ['😀', 4],
    ['ﷺ', 33], // decomposed into eighteen characters
  ])('counts %s as %i tokens, its bytes before or after decomposition', (character, tokens) => {
    expect(mostTokens(character)).toBe(tokens);
    expect(surelyFitting(character.repeat(500), 104).coveredChars).toBe(
      Math.floor(100 / tokens) * character.length,
    );
  });

  it('is a prefix of whole characters that fits, for every text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 16, max: 200 }),
        (text, max) => {
          const { sent, coveredChars } = surelyFitting(text, max);
          expect(surelyFits(sent, max)).toBe(true);
          if (coveredChars > 0) expect(sent).toBe(text.slice(0, coveredChars));
          else expect(sent).toBe('-');
        },
      ),
    );
  });
});

describe('[C4] a start that should fit', () => {
  it('has three ASCII characters to a token, one of any other', () => {
    expect(perhapsFitting('x'.repeat(5_000), 104).coveredChars).toBe(300);
    expect(perhapsFitting('語'.repeat(5_000), 104).coveredChars).toBe(100);
  });

  it('is halved between characters, to nothing in the end', () => {
    let start = perhapsFitting('😀'.repeat(50), 16);
    const lengths: number[] = [];
    for (let half = halfOf(start); half; half = halfOf(half)) {
      lengths.push(half.coveredChars);
      expect(half.sent.isWellFormed()).toBe(true);
      start = half;
    }
    expect(lengths).toEqual([12, 6, 2]);
  });
});

describe('[C4] a text that is none', () => {
  it.each(['', ' ', '\n\n\t'])('%j covers nothing of itself: it is matched exactly', (text) => {
    for (const cut of [surelyFitting, perhapsFitting]) {
      expect(cut(text, 100)).toEqual({ sent: '-', coveredChars: 0 });
    }
  });

  it('nor does a start of white space alone stand for what follows it', () => {
    const text = `${' '.repeat(500)}question`;
    expect(surelyFitting(text, 100)).toEqual({ sent: '-', coveredChars: 0 });
    expect(halfOf({ sent: `${' '.repeat(60)}question`, coveredChars: 68 })).toBeUndefined();
  });

  it('half a pair is sent as the replacement character, and covered', () => {
    expect(surelyFitting('a\ud83d', 100)).toEqual({ sent: 'a\ufffd', coveredChars: 2 });
  });

  it('more than a question can be is not sent', () => {
    expect(perhapsFitting('x'.repeat(1_000_000), 128_000).coveredChars).toBe(32_768);
    expect(surelyFitting('x'.repeat(1_000_000), 128_000).coveredChars).toBe(32_768);
  });
});
