import type { Token } from './tokens.ts';
import { AUXILIARIES, NEGATIONS } from './words/negations.ts';

const ADMITTING: ReadonlySet<string> = new Set(['understand', 'know', 'get', 'remember', 'figure', 'mind']);

/** Positions of the words that negate. "or not", "whether or not" and "not only" negate nothing. */
export function negationsIn(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || !NEGATIONS.has(token.word) || token.kind === 'number') continue;
    if (isIdle(tokens, at) || isRhetorical(tokens, at)) continue;
    found.add(at);
  }
  return found;
}

function isIdle(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.word;
  const after = tokens[at + 1]?.word;
  const word = tokens[at]?.word;
  if ((word === 'not' || word === 'no') && (before === 'or' || after === 'only' || after === 'just'))
    return true;
  if (word === 'not' && (before === 'why' || before === 'if') && after !== 'to') return isLast(tokens, at);
  if (word === 'not' && ADMITTING.has(after ?? '') && isFirstPerson(tokens, at)) return true;
  // "no." before a digit is "number"; "no matter" concedes.
  if (word === 'no') return tokens[at + 1]?.kind === 'number' || after === 'matter';
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
