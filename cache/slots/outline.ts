import { rarityOf } from './rarity.ts';
import type { Token } from './tokens.ts';
import { EMPTY_MODIFIERS, STOP_WORDS } from './words/stop-words.ts';

/** One word of the subject matter of a text. */
export interface OutlineWord {
  /** Stem of a word; value of a number or literal. */
  readonly key: string;
  /** How much it tells, 0 to 1. */
  readonly weight: number;
  /** Stands right before the next word of the outline: "free | plan". */
  readonly leads: boolean;
  /** Stands after a preposition: "for students", "in the EU". */
  readonly restricts: boolean;
  /** Written like a name: a capital inside a sentence. */
  readonly isName: boolean;
}

/** The words of a text that say what it is about, in order, each once. */
export type Outline = readonly OutlineWord[];

/** Outlines of long texts end here: a question is told by fewer words. */
const MOST_WORDS = 64;
const RESTRICTING: ReadonlySet<string> = new Set(
  'for in at during without with from under on near inside outside within among as after before until since'.split(
    ' ',
  ),
);
const PASSED_OVER: ReadonlySet<string> = new Set(
  'a an the my your our his her their this that these those any all'.split(' '),
);
/** From this share of capitals on they are a headline, not names. */
const HEADLINE = 0.6;

export function readOutline(tokens: readonly Token[]): Outline {
  const isHeadline = tokens.filter(({ raw }) => isCapital(raw)).length > tokens.length * HEADLINE;
  const seen = new Set<string>();
  const words: OutlineWord[] = [];
  let isAfterPreposition = false;
  for (let at = 0; at < tokens.length && words.length < MOST_WORDS; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (RESTRICTING.has(token.word)) isAfterPreposition = true;
    else if (!PASSED_OVER.has(token.word) && STOP_WORDS.has(token.word)) isAfterPreposition = false;
    if (STOP_WORDS.has(token.word) || seen.has(token.stem)) continue;
    seen.add(token.stem);
    const isEmpty = EMPTY_MODIFIERS.has(token.word);
    words.push({
      key: token.stem,
      weight: isEmpty ? 0.1 : rarityOf(token.stem),
      leads: !isEmpty && leadsOn(tokens, at),
      restricts: !isEmpty && isAfterPreposition,
      isName: !token.opens && !isHeadline && isCapital(token.raw),
    });
  }
  return words;
}

function leadsOn(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  return next !== undefined && next.clause === token?.clause && !STOP_WORDS.has(next.word);
}

function isCapital(raw: string): boolean {
  const first = raw.charCodeAt(0);
  return (first >= 65 && first <= 90) || (first > 127 && /^\p{Lu}/u.test(raw));
}
