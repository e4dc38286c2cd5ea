import type { Token } from './tokens.ts';
import { FUNCTION_WORDS, MEASURING } from './words/functions.ts';
import { POSSESSIVES } from './words/persons.ts';
import { SYMMETRIC_STEMS, VERB_STEMS } from './words/verb-stems.ts';

const BEARINGS: ReadonlyMap<string, number> = new Map([
  ['to', 1],
  ['into', 1],
  ['onto', 1],
  ['towards', 1],
  ['from', 2],
]);
/** Words that "to" belongs to without leading anywhere: "next to", "according to", "due to". */
const NO_WAY: ReadonlySet<string> = new Set(
  'next due according prior up able used going want have need compared different'.split(' '),
);
/** Articles and adjectives that may stand between the preposition and its noun. */
const FURTHEST_NOUN = 3;

/**
 * Tells where a text leads: "move it to the archive" reaches the archive (1), "from the archive" leaves it (2). Two
 * texts that lead the same thing opposite ways conflict, whatever else they name.
 */
export function readBearings(tokens: readonly Token[], tell: (thing: string, pole: number) => void): void {
  let isMeasuring: boolean | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const pole = BEARINGS.get(tokens[at]?.word ?? '');
    if (pole === undefined) continue;
    const before = tokens[at - 1];
    if (before !== undefined && (NO_WAY.has(before.word) || SYMMETRIC_STEMS.has(before.stem))) continue;
    isMeasuring ??= tokens.some(({ word }) => MEASURING.has(word));
    if (isMeasuring) return;
    const thing = nounAfter(tokens, at);
    if (thing !== undefined) tell(thing, pole);
  }
}

function nounAfter(tokens: readonly Token[], at: number): string | undefined {
  for (let ahead = 1; ahead <= FURTHEST_NOUN; ahead++) {
    const token = tokens[at + ahead];
    if (token === undefined || token.clause !== tokens[at]?.clause) return undefined;
    if (FUNCTION_WORDS.has(token.word) || POSSESSIVES.has(token.word)) continue;
    // "to delete" and "from deleting" lead nowhere.
    const isAction = ahead === 1 && (VERB_STEMS.has(token.stem) || token.word.endsWith('ing'));
    return isAction ? undefined : token.stem;
  }
  return undefined;
}
