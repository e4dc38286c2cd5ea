import type { Token } from './tokens.ts';
import { SCALES, SMALL_NUMBERS } from './words/numbers.ts';

/** Reads a number written in words ("two hundred and five", "a thousand") that starts at `start`. */
export function parseNumberWords(
  tokens: readonly Token[],
  start: number,
): { readonly value: number; readonly next: number } | undefined {
  let total = 0;
  let group = 0;
  let seen = false;
  let at = start;
  for (; at < tokens.length; at++) {
    const word = tokens[at]?.word ?? '';
    const small = smallNumber(word, seen);
    const scale = scaleWord(word);
    if (small !== undefined && (!seen || continues(group, small))) {
      group += small;
    } else if (scale !== undefined && (seen || isSingle(tokens[start - 1]?.word))) {
      if (scale === 100) group = (group || 1) * 100;
      else {
        total += (group || 1) * scale;
        group = 0;
      }
    } else if (!(word === 'and' && seen && group % 100 === 0 && isSmall(tokens[at + 1]))) {
      break;
    }
    seen = true;
  }
  return seen ? { value: total + group, next: at } : undefined;
}

/** "one" is a number only after a part of one ("twenty-one"): alone it is a pronoun. */
function smallNumber(word: string, follows: boolean): number | undefined {
  return word === 'one' && follows ? 1 : SMALL_NUMBERS.get(word);
}

function isSmall(token: Token | undefined): boolean {
  return token !== undefined && smallNumber(token.word, true) !== undefined;
}

/** "twenty three" is one number, "two three" and "ten two" are two. */
function continues(group: number, small: number): boolean {
  return group % 100 === 0 || (group % 10 === 0 && group % 100 >= 20 && small < 10);
}

/** Scales that are written out; "k" and "bn" only follow digits. */
function scaleWord(word: string): number | undefined {
  return word.length > 2 ? SCALES.get(word) : undefined;
}

function isSingle(word: string | undefined): boolean {
  return word === 'a' || word === 'one';
}
