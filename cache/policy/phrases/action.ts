import { anyOf, phrases } from '../patterns.ts';
import { NUMBERED_THINGS, ORDERED_THINGS, PEOPLE, WANTED } from '../words/actions.ts';
import { TOOLS } from '../words/texts.ts';

export const WISH =
  /^ (?:i|we) (?:(?:just|really|now|do) )*(?:want|need|wish|would like|would love|have decided) (?:to )?/;

export const WANTED_THING = new RegExp(`^(?:(?:a|an|the|my|full|another) )*${anyOf(WANTED)}(?: |$)`);

const TO_PEOPLE = new RegExp(
  `^ (?:(?:can|could|may) (?:i|we) |(?:i|we) (?:want|need|wish|would like) to |let me |get me |put me |hand me |pass me |connect |transfer )+` +
    `(?:(?:please|over|speak|talk|chat|connect|me|through|to|with) )*(?:(?:a|an|your|the|some|real|live|human|another|from|next|available) )*${anyOf(PEOPLE)} `,
);

const GET = phrases([
  '^ (?:can|could|may) (?:i|we) (?:please )?(?:get|have) (?:(?:a |an |the |my |full )*(?:refund|replacement|money back)(?: for (?:this|that|it))?(?: please| now)* $|.* please $)',
  '^ take (?:me|us) (?:to|off|out|home) ',
  '^ take a (?:picture|photo|screenshot|selfie|note) ',
  '^ (?:start|stop|pause) [a-z]+ing (?:please )?$',
  '^ (?:volume|brightness|heating|temperature|sound) (?:up|down) ',
  '^ have (?:someone|somebody) ',
]);

const GET_ME = new RegExp(
  `^ (?:get|send|bring|find) (?:me|us) (?:a|an|another|the|some) ${anyOf([...ORDERED_THINGS, ...PEOPLE])} `,
);

/** "Give me a refund", "check me out": wrapped like a question. */
export const TOLD_TO_GIVE = phrases([
  '^ (?:(?:a|the|my|full) )*(?:refund|replacement|discount|money back)(?: please| now)* $',
  '^ me (?:in|out|off) ',
]);

export const ACCESS = / (?:access|permission|permissions|rights|role) /;

const NEXT_TRACK = /^ (?:next|previous|last) (?:song|track|episode|video|channel)(?: please)? $/;

export const SENT_OFF =
  / and (?:email|mail|send|forward|post|submit|publish|upload|share) (?:it|them|this|that|the [^ ]+) (?:to|on|in) /;

export const SORTED = /^ (?:order|arrange|group|book) .* by /;

export const TURNED_INTO = / into /;

const INTO_SERVICE = / (?:to|on|in|into|from) (?:production|prod|staging|main|master|live|qa) /;

export const FOR_ME = / (?:for|to) (?:me|us) $/;

export const TO_MINE = / (?:to|in|into|on|onto|from|off|under|at|of) (?:my|our) /;

export const IN_TOOL = phrases([
  ` (?:in|with|using|via|for|on|from) (?:a |an |the )?${anyOf(TOOLS)} `,
  ` ${anyOf(TOOLS)} $`,
]);

/** "Close issue 88", "roll out version 2.3". */
const NUMBERED = new RegExp(` ${anyOf(NUMBERED_THINGS)} #?[a-z]{0,8}-?\\d`);

/** "Order two loaves", "roll back", "move bed 12". */
const COUNTED = phrases([
  '^ (?:order|reserve|book|buy|ship|send|deliver|get me) (?:\\d+|two|three|four|five|six|seven|eight|nine|ten|a dozen) (?!.* from .* to )',
  '^ roll (?:back|out) ',
]);

/** "Donate 20 euros to the shelter". */
const SUM = phrases([' \\d+ (?:euros?|dollars?|pounds?|francs?|usd|eur|gbp|chf|bucks) ', ' [$€£]\\d']);

export const CALLED = / (?:called|named) [^ ]+ /;

/** "Postpone the visit how": how it is done. */
export const ASKS_HOW = / (?:how|where|steps|procedure) $/;

/** "Order 48213 has not arrived": the verb was a noun. */
export const STATEMENT = /^ [^ ]+ (?:[^ ]+ )?(?:has|have|had|is|was|were|did|does|will|shows|never) /;

/** Orders that are told by more than their verb. */
export const ORDERS: readonly RegExp[] = [TO_PEOPLE, NEXT_TRACK, GET, GET_ME, SENT_OFF];

/** An amount, a number or a place that exists. */
export const EXACT: readonly RegExp[] = [NUMBERED, COUNTED, INTO_SERVICE, SUM];
