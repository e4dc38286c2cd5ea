import { aliasAt } from './aliases.ts';
import { rarityOf } from './rarity.ts';
import { rootOf } from './root.ts';
import type { Token } from './tokens.ts';
import { SCALES, SMALL_NUMBERS } from './words/numbers.ts';
import { EMPTY_MODIFIERS, STOP_WORDS } from './words/stop-words.ts';
import { CURRENCIES, UNIT_BY_WORD } from './words/units.ts';

/** One word of the subject matter of a text. */
export interface OutlineWord {
  /** Root of a word, or the thing that a name stands for. */
  readonly key: string;
  /** How much it tells, 0 to 1. */
  readonly weight: number;
  /** Stands right before the next word of the outline: "free | plan". */
  readonly leads: boolean;
  /** Stands after a preposition: "for students", "in the EU". */
  readonly restricts: boolean;
  /** Written like a name: a capital inside a sentence. */
  readonly isName: boolean;
  /** Stands between an article and its noun: "a | good | doctor". */
  readonly isAttribute: boolean;
  /** Key of the word that it is listed with by "and"; empty without one. */
  readonly listedWith: string;
  /** Stands in the second question of the text, or in a later one. */
  readonly isSecond: boolean;
}

/** The words of a text that say what it is about, in order, each once. Numbers and their units are a slot of their own. */
export type Outline = readonly OutlineWord[];

/** Outlines of long texts end here: a question is told by fewer words. */
const MOST_WORDS = 64;
const WEIGHT_OF_EMPTY = 0.1;
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

/** `secondAt` as in the form of the question. */
export function readOutline(tokens: readonly Token[], secondAt: number): Outline {
  const isHeadline = tokens.filter(({ raw }) => isCapital(raw)).length > tokens.length * HEADLINE;
  const seen = new Set<string>();
  const words: OutlineWord[] = [];
  let isAfterPreposition = false;
  for (let at = 0; at < tokens.length && words.length < MOST_WORDS; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (RESTRICTING.has(token.word)) isAfterPreposition = true;
    else if (!PASSED_OVER.has(token.word) && STOP_WORDS.has(token.word)) isAfterPreposition = false;
    const alias = aliasAt(tokens, at);
    if (alias === undefined && (STOP_WORDS.has(token.word) || isQuantity(tokens, at))) continue;
    const key = alias?.key ?? keyOf(token);
    at += (alias?.length ?? 1) - 1;
    if (seen.has(key)) continue;
    seen.add(key);
    const isEmpty = EMPTY_MODIFIERS.has(token.word);
    words.push({
      key,
      weight: isEmpty ? WEIGHT_OF_EMPTY : rarityOf(key),
      leads: !isEmpty && leadsOn(tokens, at),
      restricts: !isEmpty && isAfterPreposition,
      isName: !token.opens && !isHeadline && isCapital(token.raw),
      isAttribute: isAttribute(tokens, at),
      listedWith: isEmpty ? '' : listedWith(tokens, at),
      isSecond: secondAt !== -1 && at > secondAt,
    });
  }
  return words;
}

/** "TVs" are more than one TV; the stem leaves words so short alone. */
const PLURAL_ACRONYM = /^[A-Z]{2,}s$/;

function keyOf({ kind, word, raw }: Token): string {
  if (kind === 'number' || /[^\p{L}]/u.test(word)) return word;
  return rootOf(PLURAL_ACRONYM.test(raw) ? word.slice(0, -1) : word);
}

/** A number, or the unit or currency beside one. */
function isQuantity(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || isNumber(token)) return true;
  const unit = UNIT_BY_WORD.get(token.word);
  if (unit === undefined) return false;
  return isNumber(tokens[at - 1]) || (CURRENCIES.has(unit) && isNumber(tokens[at + 1]));
}

function isNumber(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.kind === 'number' || SMALL_NUMBERS.has(token.word) || SCALES.has(token.word);
}

function isAttribute(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.word;
  const next = tokens[at + 1];
  return (before === 'a' || before === 'an') && next?.clause === tokens[at]?.clause && !isIdle(next);
}

/** Words between "and" and what it joins: "the costs and the benefits". */
const FURTHEST_LISTED = 3;

function listedWith(tokens: readonly Token[], at: number): string {
  for (const step of [-1, 1]) {
    let joined = false;
    for (let away = 1; away <= FURTHEST_LISTED; away++) {
      const token = tokens[at + step * away];
      if (token === undefined || token.clause !== tokens[at]?.clause) break;
      if (isAnd(token.word)) joined = true;
      else if (!isIdle(token)) {
        if (joined) return rootOf(token.word);
        break;
      }
    }
  }
  return '';
}

function isAnd(word: string): boolean {
  return word === 'and' || word === '&';
}

function isIdle(token: Token | undefined): boolean {
  return token === undefined || STOP_WORDS.has(token.word) || EMPTY_MODIFIERS.has(token.word);
}

function leadsOn(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  return next !== undefined && next.clause === token?.clause && !STOP_WORDS.has(next.word);
}

function isCapital(raw: string): boolean {
  const first = raw.charCodeAt(0);
  return (first >= 65 && first <= 90) || (first > 127 && /^\p{Lu}/u.test(raw));
}
