import type { Difference } from './difference.ts';
import type { Outline } from './outline.ts';
import { rootOf } from './root.ts';
import type { Token } from './tokens.ts';
import { AUXILIARIES, IMPLICIT_NEGATIONS, NEGATIONS } from './words/negations.ts';
import { STOP_WORDS } from './words/stop-words.ts';

/** How a text negates. */
export interface Negation {
  /** Words that negate, without those that turn an antonym round. */
  readonly count: number;
  /** With those. */
  readonly all: number;
  /** Of these, the ones by which the asker says what went wrong: "I can't log in". */
  readonly complaints: number;
  /** Words that negate by their meaning ("prevent", "lack"), sorted. */
  readonly implicit: readonly string[];
  /** Roots of what is negated: "without a *card*", "not *open*". */
  readonly negated: readonly string[];
}

/** Words between "or" and the negation of what it offers. */
const FURTHEST_OR = 4;
const NEXT_TO_NO: ReadonlySet<string> = new Set('seriously really but i just'.split(' '));
const ADMITTING: ReadonlySet<string> = new Set(['understand', 'know', 'get', 'remember', 'figure', 'mind']);

/** `found` as `negationsIn` gives them, `consumed` those of them that turned an antonym round. */
export function readNegation(
  tokens: readonly Token[],
  found: ReadonlySet<number>,
  consumed: ReadonlySet<number>,
): Negation {
  let complaints = 0;
  for (const at of found) if (!consumed.has(at) && isComplaint(tokens, at)) complaints++;
  const negated = [...found].flatMap((at) => negatedBy(tokens, at) ?? []);
  const implicit = tokens.filter(
    ({ word, stem }) => IMPLICIT_NEGATIONS.has(word) || IMPLICIT_NEGATIONS.has(stem),
  );
  return {
    count: found.size - consumed.size,
    all: found.size,
    complaints,
    implicit: implicit.length === 0 ? NO_WORDS : [...new Set(implicit.map(({ stem }) => stem))].sort(),
    negated: negated.length === 0 ? NO_WORDS : negated,
  };
}

/** The same with the negations of another language. */
export function withForeignNegations(negation: Negation, count: number): Negation {
  return { ...negation, count: negation.count + count, all: negation.all + count };
}

const NO_WORDS: readonly string[] = [];

/**
 * Whether one text negates and the other does not. What the other says by a word like "prevent" is said all the same; a
 * complaint asks what its remedy asks, unless the other text is about being able to; and what only the cached text
 * speaks of, it may also deny ("although there is no parking").
 */
export function negationsDiffer(asked: Negation, cached: Negation, askedWords: Outline): Difference {
  if (asked.count === cached.count || asked.all === cached.all) return 'none';
  const [more, fewer] = asked.count > cached.count ? [asked, cached] : [cached, asked];
  const extra = more.count - fewer.count;
  const said = fewer.implicit.filter((word) => !more.implicit.includes(word)).length;
  if (extra <= said + more.complaints - Math.min(more.complaints, fewer.complaints)) return 'implied';
  if (asked.count > 0 && cached.count > 0) return 'conflict';
  if (asked.count > 0) return 'asked-only';
  const isBeside = cached.negated.every((root) => !askedWords.some(({ key }) => key === root));
  return isBeside && cached.negated.length === cached.count ? 'implied' : 'cached-only';
}

/** Words between a negation and what it negates. */
const FURTHEST_NEGATED = 4;

function negatedBy(tokens: readonly Token[], at: number): string | undefined {
  for (let ahead = 1; ahead <= FURTHEST_NEGATED; ahead++) {
    const token = tokens[at + ahead];
    if (token === undefined || token.clause !== tokens[at]?.clause) return undefined;
    if (token.kind === 'word' && !STOP_WORDS.has(token.word)) return rootOf(token.word);
  }
  return undefined;
}

/** "I can't open it", "when we could not pay". */
function isComplaint(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word;
  const isCannot =
    word === 'cannot' || (word === 'not' && /^(?:can|could)$/.test(tokens[at - 1]?.word ?? ''));
  const subject = tokens[word === 'cannot' ? at - 1 : at - 2];
  return isCannot && (subject?.word === 'i' || subject?.word === 'we');
}

/** Positions of the words that negate. "or not", "whether or not" and "not only" negate nothing. */
export function negationsIn(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'number') continue;
    // "yet to be found" is "not found".
    if (!NEGATIONS.has(token.word) && !(token.word === 'yet' && tokens[at + 1]?.word === 'to')) continue;
    if (isIdle(tokens, at) || isRhetorical(tokens, at)) continue;
    found.add(at);
  }
  return found;
}

function isIdle(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.word;
  const after = tokens[at + 1]?.word;
  const word = tokens[at]?.word;
  // "No, seriously": an answer to somebody else.
  if (word === 'no' && tokens[at]?.opens === true && NEXT_TO_NO.has(after ?? '')) return true;
  if (isAlternative(tokens, at)) return true;
  if ((word === 'not' || word === 'no') && (before === 'or' || after === 'only' || after === 'just'))
    return true;
  if (word === 'not' && (before === 'why' || before === 'if') && after !== 'to') return isLast(tokens, at);
  if (word === 'not' && ADMITTING.has(after ?? '') && isFirstPerson(tokens, at)) return true;
  // "no." before a digit is "number"; "no matter" concedes.
  if (word === 'no') return tokens[at + 1]?.kind === 'number' || after === 'matter';
  return false;
}

/** "…, or do they not care?": the second of two alternatives, which the first implies. */
function isAlternative(tokens: readonly Token[], at: number): boolean {
  for (let back = 1; back <= FURTHEST_OR; back++) {
    if (tokens[at - back]?.word === 'or') return true;
  }
  return false;
}

/** "I don't understand …", "I can't figure out …": says why it is asked, not what. */
function isFirstPerson(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 2]?.word === 'i' && AUXILIARIES.has(tokens[at - 1]?.word ?? '');
}

/** "Why or why not?", "If not, why?": the negation ends its clause. */
function isLast(tokens: readonly Token[], at: number): boolean {
  return tokens[at + 1]?.clause !== tokens[at]?.clause;
}

/** "Isn't it …?", "Don't you …?" ask what their positive forms ask; "Don't …" without a subject is an order. */
function isRhetorical(tokens: readonly Token[], at: number): boolean {
  const auxiliary = tokens[at - 1];
  if (auxiliary?.opens !== true || tokens[at]?.word !== 'not' || !AUXILIARIES.has(auxiliary.word))
    return false;
  const subject = tokens[at + 1]?.word ?? '';
  return auxiliary.word !== 'do' || /^(?:you|we|they|people|i)$/.test(subject);
}
