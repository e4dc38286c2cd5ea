import { LRUCache } from 'lru-cache';
import { isOrder, isSentOff, isWish } from './action.ts';
import { leansOnContext } from './context.ts';
import { namesTimeAbroad } from './other-languages.ts';
import { asksForOwnValue, namesOwnRecord, tellsOfOwnRecord, worksOnOwnRecord } from './personal.ts';
import { type Clause, type Reading, readRequest } from './reading.ts';
import { asksForMoment, isDatedTopic, saysWhen } from './time-bound.ts';
import { weigh } from './weigh.ts';
import { MADE, MAKING_TEXT, WRITING } from './words/texts.ts';

/**
 * What a request wants, as far as a cache is concerned (C8): an answer for everybody, one of this moment, one of the
 * asker's own, a deed, or something that only the turns before it tell.
 */
export type RequestClass = 'general' | 'time-bound' | 'personal' | 'action' | 'context';

const writing = new Set(WRITING);
const makingText = new Set(MAKING_TEXT);
const made = new Set(MADE);
const QUESTION =
  /^ (?:(?:to|at|in|by|for|of|from|until|till|after|since|on|with) )?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|any) /;
const PLAIN =
  /^ (?:how (?:do|does|can|could|should|would|to) |what (?:is|are|was|were) (?:(?:a|an|the) )?[^ ]+(?: [^ ]+)? $|what (?:does|do) .* (?:mean|stand for|do) |why (?:do|does) (?!my |our ))/;
const STARTS_HOW_DO_I = /^\s*how do i\b/i;
const NEWS = / (?:news|headlines|stock market|weather|latest|score|scores|stories|rate|rates) /;
const FEW_WORDS = 5;

/**
 * Reads the class of a request by its words: English, with the time words of other large languages. Rules decide, and
 * where they know nothing, weights; what neither can tell is `general`. Reads no more than the first and the last 2,048 characters of a long text. Never throws.
 * @param text the last user turn
 */
export function classifyRequest(text: string): RequestClass {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const found = classOf(text.replace(BLANKS, ' '));
  if (text.length <= LONGEST_REMEMBERED) remembered.set(text, found);
  return found;
}

/** What is asked again is most of what an exact hit would otherwise cost. A pure function's results: nobody's data. */
const remembered = new LRUCache<string, RequestClass>({ max: 4_096 });
const LONGEST_REMEMBERED = 1_024;

/** White space within a line, however it is written. */
const BLANKS = /[^\S\n]+/g;

function classOf(text: string): RequestClass {
  const reading = readRequest(text);
  if (reading.clauses.length === 0) return namesTimeAbroad(text) ? 'time-bound' : 'general';
  if (asksForText(reading)) return classOfText(reading, text);
  const asks = reading.clauses.filter(isAsk);
  const mayAct = !STARTS_HOW_DO_I.test(text);
  if (mayAct && isAction(reading, asks)) return 'action';
  if (isPersonal(reading, asks)) return 'personal';
  if (isTimeBound(reading, asks) || namesTimeAbroad(text)) return 'time-bound';
  if (leansOnContext(reading, text)) return 'context';
  if (asks.length > 0 && asks.every(isPlain)) return 'general';
  const weighed = weigh(reading);
  return weighed === 'action' && !mayAct ? 'general' : weighed;
}

const isAsk = (clause: Clause): boolean =>
  clause.wrapped !== undefined || QUESTION.test(clause.text) || (clause.asks && clause.end === '?');

/** How something is done or what a word means: nothing to be suspicious of. */
const isPlain = ({ text }: Clause): boolean => PLAIN.test(text);

/** Whether a text is asked for: what else stands in the request is then what the text is about. */
function asksForText({ clauses }: Reading): boolean {
  const last = clauses.at(-1);
  return clauses.slice(0, 2).some(startsText) || (last !== undefined && startsText(last));
}

function startsText({ words }: Clause): boolean {
  const [first = '', second = ''] = words;
  if (writing.has(first) || (first === 'help' && second === 'me') || (first === 'act' && second === 'as')) {
    return true;
  }
  return makingText.has(first) && words.slice(1, 6).some((word) => made.has(word));
}

function classOfText(reading: Reading, text: string): RequestClass {
  const { clauses, hasPayload } = reading;
  if (!hasPayload) {
    if (clauses.some(isSentOff)) return 'action';
    if (clauses.some((clause) => isNews(clause.text))) return 'time-bound';
    if (clauses.some((clause) => startsText(clause) && worksOnOwnRecord(clause))) return 'personal';
  }
  return leansOnContext(reading, text) ? 'context' : 'general';
}

const isNews = (text: string): boolean => NEWS.test(text) && (saysWhen(text) || asksForMoment(text));

function isAction({ clauses }: Reading, asks: readonly Clause[]): boolean {
  const isAlone = clauses.length === 1;
  const isOrdered = clauses.some(
    (clause, at) => !goesOn(clauses[at - 1]) && !isNoun(clause, clauses[at + 1]) && isOrder(clause, isAlone),
  );
  return isOrdered || (asks.length === 0 && clauses.some(isWish));
}

/** After a closed bracket a sentence goes on: its next word begins nothing. */
const goesOn = (before: Clause | undefined): boolean => before?.end === ')';

/** "Restart policy in Docker: what are the options?": the verb was a noun. */
const isNoun = ({ end }: Clause, next: Clause | undefined): boolean =>
  next !== undefined && /^[,:–—-]/.test(end) && /^ (?:what|how|why|which|where) /.test(next.text);

/** A trouble that is told counts only where nothing is asked: else what is asked may be for everybody. */
function isPersonal({ clauses, size }: Reading, asks: readonly Clause[]): boolean {
  if (asks.length > 0) return asks.some(asksForOwnValue);
  return clauses.some(tellsOfOwnRecord) || (size <= FEW_WORDS && clauses.some(namesOwnRecord));
}

function isTimeBound({ clauses }: Reading, asks: readonly Clause[]): boolean {
  const read = asks.length > 0 ? asks : clauses.length === 1 ? clauses : [];
  if (read.some(({ text }) => asksForMoment(text))) return true;
  return asks.some(({ text }) => isDatedTopic(text)) && clauses.some(({ text }) => saysWhen(text));
}
