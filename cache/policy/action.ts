import { matchesAny } from './patterns.ts';
import {
  ACCESS,
  ASKS_HOW,
  CALLED,
  EXACT,
  FOR_ME,
  IN_TOOL,
  ORDERS,
  SENT_OFF,
  SORTED,
  STATEMENT,
  TO_MINE,
  TOLD_TO_GIVE,
  TURNED_INTO,
  WANTED_THING,
  WISH,
} from './phrases/action.ts';
import type { Clause } from './reading.ts';
import {
  ANSWERING,
  CHANGING,
  DOING,
  MAKING,
  NO_IMPERATIVES,
  ORDERED_THINGS,
  SENDING,
  TEXTUAL,
} from './words/actions.ts';
import { TEXT_PARTS, WRITING } from './words/texts.ts';

const doing = new Set(DOING);
const changing = new Set(CHANGING);
const making = new Set(MAKING);
const textual = new Set(TEXTUAL);
const sending = new Set(SENDING);
const orderedThings = new Set(ORDERED_THINGS);
const textParts = new Set(TEXT_PARTS);
const noDeeds = new Set([...NO_IMPERATIVES, ...ANSWERING, ...WRITING]);

const OWN: ReadonlySet<string> = new Set('my our me us mine ours myself'.split(' '));
const POINTING: ReadonlySet<string> = new Set(
  'the this that these those it them him her all both every everything everyone half any some another more extra additional his their'.split(
    ' ',
  ),
);
/** What makes an imperative of an unknown word before it. */
const DETERMINERS: ReadonlySet<string> = new Set(
  'my our the this that these those his her their everything'.split(' '),
);
const BARE_PRONOUN: ReadonlySet<string> = new Set('it them this that these those'.split(' '));
const PARTICLES: ReadonlySet<string> = new Set('on off up down back out in to through over away'.split(' '));
const LEAVING: ReadonlySet<string> = new Set('unsubscribe withdraw deregister resign'.split(' '));
/** "Reply with OK" asks for a text. */
const REPLY_AS = /^(?:with|in|using|only|as|like)$/;
/** A path, a file or a name with an underscore: code. */
const LOOKS_LIKE_CODE = /[_/]|\.[a-z]/;
/** Words after the verb among which its object is looked for. */
const REACH = 6;

/**
 * Whether a clause tells somebody to do something now, in a system or in the house.
 * @param isAlone whether it is all there is: "mislaid my card, what now?" begins like an order
 */
export function isOrder(clause: Clause, isAlone: boolean): boolean {
  const { text, words, wrapped } = clause;
  if (matchesAny(ORDERS, text)) return true;
  if (wrapped === 'told') return TOLD_TO_GIVE.test(text);
  const verb = verbOf(words[0] ?? '', wrapped);
  const isKnown = doing.has(verb) || verb === 'give';
  return (isKnown || isAlone || wrapped !== undefined) && isDoing(clause, verb, 1);
}

/** Whether a clause wishes that something be done: an order only where nothing else is asked. */
export function isWish(clause: Clause): boolean {
  const wish = WISH.exec(clause.text)?.[0];
  if (wish === undefined) return false;
  const rest = clause.text.slice(wish.length);
  if (WANTED_THING.test(rest)) return true;
  const at = wish.trim().split(' ').length;
  const verb = clause.words[at] ?? '';
  return wish.endsWith(' to ') && doing.has(verb) && isDoing(clause, verb, at + 1);
}

/** "Translate this and email it to Klaus": a text, and then a deed. */
export const isSentOff = ({ text }: Clause): boolean => SENT_OFF.test(text);

/** "Would you mind cancelling" tells to cancel. */
function verbOf(word: string, wrapped: Clause['wrapped']): string {
  if (wrapped !== 'request' || !word.endsWith('ing') || doing.has(word)) return word;
  const stem = word.slice(0, -3);
  return [stem, `${stem}e`, stem.slice(0, -1)].find((one) => doing.has(one)) ?? word;
}

/** Whether this verb is done to something that exists: one's own, a thing pointed at, a name, an id. */
function isDoing(clause: Clause, verb: string, after: number): boolean {
  const { text, words } = clause;
  if (verb === 'give' || verb === 'grant') return ACCESS.test(text) && words.length > 2;
  if (verb === 'reply' && REPLY_AS.test(words[after] ?? '')) return false;
  if (STATEMENT.test(text) || ASKS_HOW.test(text) || (verb === 'set' && words[after] === 'out')) return false;
  const at = objectAt(words, verb, after);
  const object = words[at] ?? '';
  if (!doing.has(verb) && (at > after || !isUnknownDeed(verb, object, words[at + 1] ?? ''))) return false;
  if (LOOKS_LIKE_CODE.test(`${object} ${words[at + 1] ?? ''}`) && !object.includes('@')) return false;
  if (object === 'me' || object === 'us') return true;
  const near = words.slice(at, at + REACH);
  if (near.some((word) => OWN.has(word)) || TO_MINE.test(text)) return true;
  return !isAboutText(text, verb, object, near) && exists(clause, verb, at);
}

/** Where the object of a verb stands: after its particle ("turn on the lights", "sign up for the class"). */
function objectAt(words: readonly string[], verb: string, after: number): number {
  const first = words[after] ?? '';
  if (!PARTICLES.has(first) && !(first === 'from' && LEAVING.has(verb))) return after;
  const next = words[after + 1];
  return next === 'for' || next === 'from' ? after + 2 : after + 1;
}

/** "Delete the last line with sed", "make it shorter": an answer is changed, not a record. */
function isAboutText(text: string, verb: string, object: string, near: readonly string[]): boolean {
  if (IN_TOOL.test(text) || SORTED.test(text)) return true;
  if (changing.has(verb) && TURNED_INTO.test(text)) return true;
  const isTextual = textual.has(verb) || !doing.has(verb);
  if (isTextual && !isMade(verb, object) && near.some((word) => textParts.has(word))) return true;
  return BARE_PRONOUN.has(object) && (changing.has(verb) || !doing.has(verb));
}

/** "Book a room", "report a leak". */
const isMade = (verb: string, object: string): boolean =>
  (object === 'a' || object === 'an') && making.has(verb);

/** Whether what stands at this place is a thing that exists, not any of its kind. */
function exists({ text, words, capital }: Clause, verb: string, at: number): boolean {
  const object = words[at] ?? '';
  const next = words[at + 1] ?? '';
  if (isMade(verb, object)) return true;
  if (FOR_ME.test(text) || POINTING.has(object)) return verb !== 'note' || object !== 'that';
  if (object === 'someone' || object === 'somebody') return sending.has(verb);
  if (verb === 'take') return false;
  if (sending.has(verb) && words.some((word, place) => place > at && isNamed(word, capital[place])))
    return true;
  if (matchesAny(EXACT, text) || next === "'s" || /^#?\d+$/.test(next)) return true;
  if (object === 'a' || object === 'an') {
    return CALLED.test(text) || words.slice(at, at + REACH).some((word) => orderedThings.has(word));
  }
  return isNamed(object, capital[at]) || isNamed(next, capital[at + 1]);
}

/** "Water the plants", "rent me a car", "reassign INC-88213": a verb that no table has. */
const isUnknownDeed = (verb: string, object: string, next: string): boolean =>
  isUnknownVerb(verb) &&
  ((DETERMINERS.has(object) && next !== '') ||
    ((object === 'me' || object === 'us') && /^(?:an?|the|some)$/.test(next)) ||
    /^#\d|^[a-z]+-\d{2}/.test(object));

/** A word of the open class that may be a verb: no function word, no form in -ed, -ing, -ly or -s. */
const isUnknownVerb = (word: string): boolean =>
  /^[a-z]{2,}(?:-[a-z]+)?$/.test(word) && !/(?:ed|ing|ly|[^s]s)$/.test(word) && !noDeeds.has(word);

const isNamed = (word: string | undefined, isCapital: boolean | undefined): boolean =>
  word !== undefined && word !== 'i' && (isCapital === true || /\d{3}|^[#@]|\d.*-|-.*\d/.test(word));
