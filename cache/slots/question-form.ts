import type { Token } from './tokens.ts';
import {
  AMOUNTS,
  ASKING_AUXILIARIES,
  ASKING_DEEDS,
  ASKING_NOUNS,
  ASKS,
  DEGREES,
  MODAL_WORDS,
  MODALITIES,
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
  /** Token at which the second question begins; -1 without one. */
  readonly secondAt: number;
  /** "and", "or" and commas in lists. */
  readonly conjuncts: number;
  /** "or" of these. */
  readonly alternatives: number;
  /** Who acts, as bits: 1 the asker or anybody, 2 you, 4 a third person. */
  readonly subjects: number;
}

/** Words between "what" and the noun that says what is asked: "what is the best way". */
const FURTHEST_NOUN = 5;
const EMBEDDING: ReadonlySet<string> = new Set(
  'know tell me explain about understand wonder wondering see find out say of on is was in to for with from at'.split(
    ' ',
  ),
);
const FIRST: ReadonlySet<string> = new Set('i me my mine myself we us our'.split(' '));
const SECOND: ReadonlySet<string> = new Set('you your yours u ur'.split(' '));
const THIRD: ReadonlySet<string> = new Set('he him his she her they them their'.split(' '));

export function readQuestionForm(tokens: readonly Token[]): QuestionForm {
  let [asks, modality, questions, secondAt, conjuncts, alternatives, subjects] = [0, 0, 0, -1, 0, 0, 0];
  for (let at = 0; at < tokens.length; at++) {
    const { word = '', opens = false, clause = 0 } = tokens[at] ?? {};
    const before = tokens[at - 1];
    const isMain = opens || before === undefined || isJoining(before.word);
    const asked = askedAt(tokens, at, isMain, isMain || before.clause !== clause);
    if (asked !== 0 && (isMain || before.clause !== clause)) {
      questions++;
      if (questions === 2) secondAt = at;
    }
    asks |= asked;
    modality |= modalityAt(tokens, at);
    if (word === 'and' || word === 'or' || word === '&') conjuncts++;
    if (word === 'or') alternatives++;
    if (FIRST.has(word)) subjects |= 1;
    else if (SECOND.has(word)) subjects |= 2;
    else if (THIRD.has(word)) subjects |= 4;
  }
  return { asks, modality, questions: Math.max(1, questions), secondAt, conjuncts, alternatives, subjects };
}

function isJoining(word: string): boolean {
  return word === 'and' || word === 'or' || word === 'but' || word === 'so';
}

function askedAt(tokens: readonly Token[], at: number, isMain: boolean, isStart: boolean): number {
  const word = tokens[at]?.word ?? '';
  const known = QUESTION_WORDS.get(word);
  // "What, according to you, is …": after a comma alone an auxiliary opens no question.
  if (known === undefined) return isMain && ASKING_AUXILIARIES.has(word) ? ASKS.whether : 0;
  // "the day when it began", "a place where you work": a clause about a noun asks nothing.
  if (!isStart && !isAsking(tokens[at - 1]?.word)) return 0;
  if (known === ASKS.method) return howAt(tokens[at + 1]?.word ?? '');
  return known === ASKS.thing ? whatAt(tokens, at) : known;
}

/** "tell me why", "about how": a question word inside a sentence that asks. */
function isAsking(before: string | undefined): boolean {
  return before !== undefined && EMBEDDING.has(before);
}

function howAt(next: string): number {
  if (next === 'come') return ASKS.reason;
  if (DEGREES.has(next)) return ASKS.amount | ASKS.whether;
  return AMOUNTS.has(next) ? ASKS.amount : ASKS.method;
}

function whatAt(tokens: readonly Token[], at: number): number {
  for (let ahead = 1; ahead <= FURTHEST_NOUN; ahead++) {
    const token = tokens[at + ahead];
    if (token === undefined || token.clause !== tokens[at]?.clause) break;
    const asked = ASKING_NOUNS.get(token.word);
    if (asked !== undefined) return asked;
    if (ahead > 1 && ASKING_DEEDS.has(token.word)) return ASKS.method;
  }
  return ASKS.thing;
}

function modalityAt(tokens: readonly Token[], at: number): number {
  const word = tokens[at]?.word ?? '';
  // "have to", "has to": must.
  if ((word === 'have' || word === 'has' || word === 'had') && tokens[at + 1]?.word === 'to') return 1;
  return MODAL_WORDS.get(word) ?? 0;
}

/**
 * Whether the texts ask for different kinds of answers about the same: a reason where the other asks how or whether, an
 * amount where it asks how. `saysTheSame` where they share all content words: there, how and whether differ too.
 */
export function asksDiffer(asked: QuestionForm, cached: QuestionForm, saysTheSame: boolean): boolean {
  const [one, other] = [asked.asks, cached.asks];
  if (one === 0 || (one & other) !== 0) return false;
  const both = one | other;
  if (saysTheSame) {
    if ((both & ASKS.reason) !== 0 && other !== 0) return true;
    if (one === ASKS.method && other === ASKS.whether) return true;
  }
  if (one === ASKS.reason) return (other & ASKS.thing) === 0;
  return one === ASKS.amount && other !== 0 && (other & ASKS.thing) === 0;
}

/** "Is it taxed?" / "Should it be taxed?": in questions for yes or no, whether it must be or may be is what is asked. */
export function dutiesDiffer(asked: QuestionForm, cached: QuestionForm): boolean {
  if (asked.questions + cached.questions > 2) return false;
  if (asked.asks !== ASKS.whether || cached.asks !== ASKS.whether) return false;
  return ((asked.modality ^ cached.modality) & MODALITIES.obligation) !== 0;
}

/** How far two sets of bits are apart: 0 equal, 1 disjoint and neither empty, ½ otherwise. */
export function bitsApart(one: number, other: number): number {
  if (one === other) return 0;
  return one !== 0 && other !== 0 && (one & other) === 0 ? 1 : 0.5;
}
