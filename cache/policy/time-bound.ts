import { matchesAny } from './patterns.ts';
import {
  ADVICE,
  AGE,
  CLIMATE,
  CLOCKS,
  CONCEPT,
  DAY,
  ENDS_NOW,
  HISTORY,
  HOW_TO,
  MOMENT,
  NAMED,
  NO_NOW,
  OF_THE_DAY,
  OWN_RULE,
  PRICES,
  RECENT,
  RULE,
  STANDING,
  TIMETABLES,
  TOPICS,
  WEATHERS,
} from './phrases/time-bound.ts';

const OF_THIS_DAY = / (?:today|tonight|tomorrow) 's /;

/** Whether the right answer of a clause depends on the moment of asking. */
export function asksForMoment(text: string): boolean {
  if (OF_THE_DAY.test(text)) return true;
  if (NAMED.test(text)) return false;
  if (matchesAny(CLOCKS, text)) return true;
  if (HOW_TO.test(text)) return false;
  if (WEATHERS.test(text) && !CLIMATE.test(text)) return true;
  if (matchesAny(TIMETABLES, text)) return !CONCEPT.test(text);
  if (ADVICE.test(text)) return false;
  if (isRule(text)) return saysWhen(text) && isDatedTopic(text);
  if (matchesAny(PRICES, text) && !CONCEPT.test(text)) return true;
  if (matchesAny(STANDING, text)) return true;
  if (matchesAny(RECENT, text) && !HISTORY.test(text)) return true;
  return saysWhen(text) && !AGE.test(text);
}

/** What one may or can do holds on any day, unless the day itself is what counts ("tonight's game"). */
function isRule(text: string): boolean {
  if (!RULE.test(text) || OF_THIS_DAY.test(text)) return false;
  return !MOMENT.test(text) || OWN_RULE.test(text);
}

/** Whether a clause tells a time from now on. */
export function saysWhen(text: string): boolean {
  return DAY.test(text) || MOMENT.test(text) || (ENDS_NOW.test(text) && !NO_NOW.test(text));
}

/** A circumstance that makes the date count which another clause tells. */
export const isDatedTopic = (text: string): boolean => TOPICS.test(text);
