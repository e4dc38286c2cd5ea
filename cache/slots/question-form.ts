import type { Token } from './tokens.ts';
import {
  AMOUNTS,
  ASKING_AUXILIARIES,
  ASKING_NOUNS,
  ASKS,
  MODAL_WORDS,
  QUESTION_WORDS,
} from './words/question-forms.ts';

/** What kind of answer a text asks for. */
export interface QuestionForm {
  /** What is asked, as bits of `ASKS`; 0 for a text without a question word. */
  readonly asks: number;
  /** Whether it can, must or will be, as bits of `MODALITIES`. */
  readonly modality: number;
  /** Questions in the text; at least 1. */
  readonly questions: number;
  /** "and", "or" and commas in lists. */
  readonly conjuncts: number;
  /** Who acts, as bits: 1 the asker or anybody, 2 you, 4 a third person. */
  readonly subjects: number;
}

/** Words between "what" and the noun that says what is asked: "what is the best way". */
const FURTHEST_NOUN = 5;
const FIRST: ReadonlySet<string> = new Set('i me my mine myself we us our'.split(' '));
const SECOND: ReadonlySet<string> = new Set('you your yours u ur'.split(' '));
const THIRD: ReadonlySet<string> = new Set('he him his she her they them their'.split(' '));

export function readQuestionForm(tokens: readonly Token[]): QuestionForm {
  let [asks, modality, questions, conjuncts, subjects] = [0, 0, 0, 0, 0];
  for (let at = 0; at < tokens.length; at++) {
    const { word = '', opens = false, clause = 0 } = tokens[at] ?? {};
    const before = tokens[at - 1];
    const isStart = opens || before === undefined || before.clause !== clause || isJoining(before.word);
    const asked = askedAt(tokens, at, isStart);
    if (asked !== 0) {
      if (isStart) questions++;
      asks |= asked;
    }
    modality |= modalityAt(tokens, at);
    if (word === 'and' || word === 'or' || word === '&') conjuncts++;
    if (FIRST.has(word)) subjects |= 1;
    else if (SECOND.has(word)) subjects |= 2;
    else if (THIRD.has(word)) subjects |= 4;
  }
  return { asks, modality, questions: Math.max(1, questions), conjuncts, subjects };
}

function isJoining(word: string): boolean {
  return word === 'and' || word === 'or' || word === 'but' || word === 'so';
}

function askedAt(tokens: readonly Token[], at: number, isStart: boolean): number {
  const word = tokens[at]?.word ?? '';
  const known = QUESTION_WORDS.get(word);
  if (known === undefined) return isStart && ASKING_AUXILIARIES.has(word) ? ASKS.whether : 0;
  const next = tokens[at + 1]?.word ?? '';
  if (known === ASKS.how) {
    if (next === 'come') return ASKS.why;
    return AMOUNTS.has(next) ? ASKS.amount : ASKS.how;
  }
  // "the day when it began", "a place where you work": a clause about a noun asks nothing.
  if (!isStart && (known === ASKS.when || known === ASKS.where || known === ASKS.who)) return 0;
  return known === ASKS.what ? whatAt(tokens, at) : known;
}

function whatAt(tokens: readonly Token[], at: number): number {
  for (let ahead = 1; ahead <= FURTHEST_NOUN; ahead++) {
    const token = tokens[at + ahead];
    if (token === undefined || token.clause !== tokens[at]?.clause) break;
    const asked = ASKING_NOUNS.get(token.word);
    if (asked !== undefined) return asked;
  }
  return ASKS.what;
}

function modalityAt(tokens: readonly Token[], at: number): number {
  const word = tokens[at]?.word ?? '';
  // "have to", "has to": must.
  if ((word === 'have' || word === 'has' || word === 'had') && tokens[at + 1]?.word === 'to') return 1;
  return MODAL_WORDS.get(word) ?? 0;
}

/** How far two sets of bits are apart: 0 equal, 1 disjoint and neither empty, ½ otherwise. */
export function bitsApart(one: number, other: number): number {
  if (one === other) return 0;
  return one !== 0 && other !== 0 && (one & other) === 0 ? 1 : 0.5;
}
