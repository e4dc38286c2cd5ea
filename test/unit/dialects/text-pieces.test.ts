import { describe, expect, test } from 'vitest';
import { textPieces } from '../../../providers/dialects/text-pieces.ts';

const LONE_SURROGATE = /^[\udc00-\udfff]|[\ud800-\udbff]$/;

describe('pieces of replayed text', () => {
  test('are split before words', () => {
    expect([
      ...textPieces('The quick brown fox jumps over the lazy dog and runs away\ninto the woods.'),
    ]).toEqual(['The quick brown fox jumps', ' over the lazy dog and', ' runs away\ninto the woods.']);
  });

  test('of nothing are none', () => {
    expect([...textPieces('')]).toEqual([]);
  });

  test.each([
    ['emoji', '😀'.repeat(200)],
    ['emoji after one letter', `a${'😀'.repeat(200)}`],
    ['a language without spaces', '今日はいい天気ですね'.repeat(30)],
    ['no boundary at all', 'x'.repeat(5000)],
    ['a run of marks outside the basic plane', '🏽'.repeat(200)],
    ['the same, shifted by one', `x${'🏽'.repeat(200)}`],
    ['a run of marks without end', `e${'\u0301'.repeat(500)}`],
  ])('join to the text and break no pair: %s', (_, text) => {
    const pieces = [...textPieces(text)];
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece).not.toMatch(LONE_SURROGATE);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(57);
  });

  test.each([
    ['a joined family', '👩\u200d👩\u200d👧'],
    ['a skin tone', '👍🏽'],
    ['a combining mark', 'e\u0301'],
    ['a variation selector', '❤\ufe0f'],
  ])('do not break %s', (_, character) => {
    for (let before = 30; before < 44; before++) {
      const pieces = [...textPieces('x'.repeat(before) + character + 'y'.repeat(60))];
      expect(pieces.filter((piece) => piece.includes(character))).toHaveLength(1);
    }
  });
});
