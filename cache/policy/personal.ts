import { matchesAny } from './patterns.ts';
import {
  ADVICE,
  ASKED,
  CERTAIN,
  CONDITION,
  HAVE,
  MY_RECORD,
  NOT_HAVE,
  PLAIN,
  RULED,
  TELLING,
  TOLD,
} from './phrases/personal.ts';
import type { Clause } from './reading.ts';

const FIRST_PERSON = / (?:my|our|i|we|me) /;
const FEW_WORDS = 5;

/** Whether what a clause asks for is a value of whoever asks. */
export function asksForOwnValue({ text, wrapped }: Clause): boolean {
  if (matchesAny(CERTAIN, text)) return true;
  if (!FIRST_PERSON.test(text) || CONDITION.test(text)) return false;
  if (matchesAny(PLAIN, text)) return true;
  if (ADVICE.test(text)) return false;
  if (wrapped !== undefined && matchesAny(TOLD, text)) return true;
  if (RULED.test(text)) return false;
  return (HAVE.test(text) && !NOT_HAVE.test(text)) || matchesAny(ASKED, text);
}

/** Whether a text is asked for that only one's own records can give ("summarise my unread emails"). */
export const worksOnOwnRecord = ({ words }: Clause): boolean =>
  MY_RECORD.test(` ${words.slice(1).join(' ')} `);

/** Whether a clause tells of one's own records, so that an answer would have to look at them. */
export const tellsOfOwnRecord = ({ text }: Clause): boolean => matchesAny(TELLING, text);

/** "My order status": nothing but the name of one's own record. */
export const namesOwnRecord = ({ text, words }: Clause): boolean =>
  words.length <= FEW_WORDS && MY_RECORD.test(text);
