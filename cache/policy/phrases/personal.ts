import { anyOf, phrases, upTo } from '../patterns.ts';
import {
  ADVICE_OR_RIGHT,
  AFTER_A_RECORD,
  AROUND_A_RECORD,
  DID,
  DO,
  DONE_BY_STAFF,
  NUMBERED_RECORDS,
  PERMISSIONS,
  PROPERTIES,
  RECORDS,
  STATES,
} from '../words/records.ts';

const MY = '(?:my|our)';

const THING = anyOf(RECORDS);

const RECORD = `${MY} ${upTo(3)}${THING} `;

const WE = '(?:i|we)';

const LATELY = `(?:(?:still|currently|already|ever|actually|so far|just|really) )*`;

const DONE = anyOf([...DO, ...DID]);

/** What makes a rule of a question about oneself: the answer serves everybody in that case. */
export const CONDITION =
  /[^ ] (?:if|when|while|whenever|unless|once|after|before|during|without|per|as an?|as someone) /;

/** Permissions and procedures are rules, too. */
export const RULED = phrases([
  '^ how (?:do|to|can|could|should|would|does|long) ',
  '^ what (?:happens|should|do (?:i|we) (?:do|need)|if|can) ',
  ` ${anyOf(PERMISSIONS)} `,
  '^ (?:do|where do|when do) (?:i|we) (?:have|need) to (?!be at|work)',
  '^ (?:will|does) my ',
]);

/** "What are my options", "what is my BMI if": advice, not a record. */
export const ADVICE =
  / my (?:next move |best |only |legal )*(?:options|rights|chances|choices|choice|alternatives|obligations|duties|responsibilities|bmi|purpose|life|best|problem|mistake|risk|sign|(?:first|last|previous) (?:question|message|prompt)) /;

const VALUE = new RegExp(
  `^ (?:and )?(?:what|where|who|when|how|what (?:time|day|date)) (?:exactly )?(?:is|are|was|were|will|does|has|have) (?:(?:on|in|at|for|with|to|left|of|the|happening|going|coming|due|${THING}) )*my `,
);

/** Questions for one's own record that are not about how it is in general. */
const ABOUT_RECORD = new RegExp(
  `^ (?:(?:when|why|how|where|who) (?:did|has|have|had|was|were|is|are)|when (?:will|does)|(?:did|has|have|had|was|were)|what (?:time|day|date) (?:do|does|will)|(?:how (?:much|many|far|big|old|high|late)|which|what) ${upTo(4)}(?:is|are|was|were|has|have|did)) ${upTo(2)}${RECORD}`,
);

const NEAR_ME =
  /^ (?:what|where|which|who|is there|are there|any|find) .*(?:near me|nearest [^ ]+|closest to me|nearby|around here|to me) (?:now |right now |today )?$/;

const MINE = /^ (?:is|are|do|does|have|has) (?:any|all|some|one|both|none|either) of (?:my|our) /;

const STATUS_OF = new RegExp(`^ what (?:is|are|was) the ${anyOf(PROPERTIES)} (?:of|on|in|for) ${RECORD}`);

const HOW_DID_I = phrases([
  '^ how did i (?:do|score|perform|sleep|rank|rate) ',
  '^ how many [^ ]+(?: [^ ]+)? (?:follow|like|know|owe|call|called|emailed|messaged) me ',
]);

const TO_ME_DONE = /^ (?:what|when|which|how much|who|where) .*(?:did|has|have) .* me $/;

/** What happened to something of one's own is known to nobody else. */
const HAPPENED = /^ (?:when )?(?:did|has|have|had|was|were) (?:all |any of |both )?my /;

const ON_RECORD = new RegExp(
  `^ (?:who (?:has |have )?[^ ]+ed|how many (?!days|hours|weeks|months|years|minutes|steps|times)[^ ]+(?: [^ ]+)?|(?:is|are) (?:there )?(?:everything|anything|something|all)) ${upTo(4)}${RECORD}`,
);

const KIN =
  / my (?:son|daughter|child|kid|kids|children|wife|husband|partner|mother|father|mum|mom|dad) (?:have|has|had|take|took|eat|ate|get|got|start|finish|arrive) /;

const STATE = phrases([
  `^ (?:is|are) (?:${RECORD}|my name )${upTo(3)}(?:${anyOf(STATES)}|on (?:its|the|their) (?:way|list)|on time|about to) `,
  '^ (?:is|are) my (?:[^ ]+ ){1,3}(?:yet|ready|done|finished|approved|shipped|delivered|back|here|paid|confirmed|booked|over) ',
]);

const POLICY = new RegExp(
  `^ does ${MY} (?:policy|plan|contract|insurance|subscription|tariff|membership|licence|license) `,
);

const NEWS_OF_MINE = new RegExp(
  `^ (?:any|is there any|are there any|is there an|have you any) ${upTo(3)}(?:on|about|of|for|from|to) ${RECORD}`,
);

const AT_MINE = new RegExp(
  `^ when (?:is|are|will|does) ${upTo(3)}(?:to|at) my (?:house|home|place|flat|office|address) `,
);

const IN_MINE =
  /^ (?:is there|are there|is|are|who|which|what|has|have) .*(?:on|in|to) my (?:account|ticket|team|basket|cart|calendar|list) (?:now |yet |today )?$/;

const OF_MINE = new RegExp(`^ (?:which|what|who|how many|how much) (?:of|is on|are on|is in|are in) ${MY} `);

const DID_I = new RegExp(
  ` (?:did|have|had) ${WE} ${LATELY}(?:not )?(?:been )?(?:${DONE}|decided?|agreed?|promised?) (?!to |time |until )`,
);

/** Past and state of one person, with what is advice or a right taken out. */
const I_WAS = new RegExp(
  `^ (?!why |how come |how (?:did|have|was) )(?:[^ ]+ ){0,5}(?:did i |have i |was i |am i )` +
    `(?!${LATELY}${anyOf(ADVICE_OR_RIGHT)})`,
);

const WHY_CHARGED =
  / why (?:was|were|am|have) (?:i|we) (?:being |been )?(?:charged|billed|debited|refunded|rejected|declined|banned|blocked|locked|logged) /;

export const HAVE = new RegExp(
  ` do ${WE} (?:owe|work|${LATELY}have (?!to |adhd|anxiety|depression|cancer|covid|a (?:right|chance|choice|cold|fever)|any (?:rights?|choice|chance|options?)|the right)|still have to )`,
);

export const NOT_HAVE =
  /^ (?:what (?:rights|options|choice|choices|chances|other)|how (?:much|many|long)(?: more)? (?:time|days|hours|weeks|months|years|minutes)) .*do (?:i|we) (?!still have left)/;

const HAVE_LEFT = new RegExp(
  ` (?:have ${WE} (?:got )?|do ${WE} (?:still )?have )${upTo(2)}(?:left|remaining|available) `,
);

const ABOUT_ME = phrases([
  '^ (?:where|who|how old|how tall) am i (?:right now )?$',
  '^ (?:where do i (?:live|work)|when do i have to be at [^ ]+)(?: [^ ]+)? $',
]);

const TOLD_I = new RegExp(
  `^ (?:how (?:much|many|far|long|often)|what|when|where|which) (?:(?!do |did |does |have |has |am |was )[^ ]+ ){0,3}${WE} (?:(?:have |had )${LATELY}${DONE}|${anyOf(DID)}) `,
);

const TOLD_MY = new RegExp(
  `^ (?:(?:what|where|when|whether|if|why|who|how (?:much|many|far)) ${upTo(2)}${RECORD}[^ ]|(?:whether|if) (?:my|i (?:am|was|have)) |(?:what|where|who) my [^ ]+ (?:[^ ]+ )?(?:is|are|was) $|how (?:many|much) [^ ]+ (?:[^ ]+ )?(?:i|we) have left )`,
);

/** "My last invoice", "the status of our order", "a summary of my spending". */
export const MY_RECORD = new RegExp(`^ (?:${anyOf(AROUND_A_RECORD)} )*${RECORD}`);

const PART_OF_RECORD = new RegExp(`^ (?:the|a|an) ${upTo(3)}of ${RECORD}`);

const WANTS_RECORD = new RegExp(
  `^ ${WE} (?:want|need|wish|would like|would love) (?:to (?:see|check|view|know|have|get|look at|find) )?(?:(?:the|a|an|all|of|copy|status|history|details?|summary|list|overview) )*${RECORD}`,
);

const TO_ME = phrases([
  ' (?:assigned|addressed|sent|charged|billed|booked|owed|belonging|due) (?:to|from) me ',
  '(?:on file|registered|booked) (?:for|under) (?:me|my name)',
]);

const CHARGED = phrases([
  `^ ${WE} (?:was|were|have been|had been|got|am being) ${upTo(2)}(?:charged|billed|overcharged|debited|invoiced) `,
  '^ (?:you|somebody|someone) (?:have |has )?(?:[^ ]+ )?(?:charged|billed|debited|changed|closed|cancelled|canceled|blocked|locked|deleted) (?:me|my|our) ',
]);

const NOT_RECEIVED = new RegExp(
  `^ ${WE} ${LATELY}(?:have|did|had|never|have still|still have) ?${LATELY}(?:not |never )?(?:yet )?(?:received?|got|get|gotten|heard|been waiting|waited) `,
);

const WENT_WRONG = phrases([
  '^ (?:i|we) still can not (?:see|find|access|open) (?:my|our) ',
  '^ my (?:[^ ]+ ){1,3}(?:never|did not|has not|have not) (?:arrived?|come|came|shown? up|turned? up|been) ',
  '^ you (?:have )?(?:delivered|sent|shipped|charged|billed|overcharged|gave) (?:me |us |the wrong )',
]);

const STILL_NO = phrases([
  `^ (?:still|i seem to have been|i have been) (?:no|not|nothing|waiting|billed|charged) .*${MY} ${upTo(2)}${THING} `,
  '^ i seem to have been (?:billed|charged) ',
]);

const APPLIED = new RegExp(
  `^ ${WE} (?:have )?(?:applied|ordered|paid|submitted|returned|booked|requested|sent) ${upTo(5)}(?:ago|yesterday|today|but|and|last|on) `,
);

const MY_RECORD_SAYS = new RegExp(`^ ${MY} ${upTo(2)}${THING} ${LATELY}${anyOf(AFTER_A_RECORD)} `);

const HAVE_YOU = new RegExp(
  ` (?:have|has|had|did|do|does|why are) (?:you|anybody|anyone|someone|somebody|they|the [^ ]+|your [^ ]+) ${LATELY}${anyOf(DONE_BY_STAFF)} ${upTo(4)}(?:me|${MY} [^ ]+) `,
);

const BY_ID = new RegExp(`${anyOf(NUMBERED_RECORDS)} (?:number |no |id |nr )?#?[a-z]{0,5}-?\\d{3,} `);

const STATUS_OF_ID = / (?:status|state|progress) of (?:the )?[^ ]+ #?[a-z]*-?\d/;

/** An id or somebody's own place settles it, whatever else is said. */
export const CERTAIN: readonly RegExp[] = [BY_ID, TO_ME, STATUS_OF_ID, NEAR_ME];

/** Ways to ask for a record that no modal turns into a question about rules. */
export const PLAIN: readonly RegExp[] = [WANTS_RECORD, POLICY, AT_MINE, HAVE_YOU];

/** After "tell me" and the like. */
export const TOLD: readonly RegExp[] = [MY_RECORD, TOLD_MY, PART_OF_RECORD];

export const ASKED: readonly RegExp[] = [
  VALUE,
  ABOUT_RECORD,
  STATE,
  NEWS_OF_MINE,
  OF_MINE,
  IN_MINE,
  HAPPENED,
  TO_ME_DONE,
  STATUS_OF,
  MINE,
  HOW_DID_I,
  ON_RECORD,
  KIN,
  DID_I,
  I_WAS,
  WHY_CHARGED,
  HAVE_LEFT,
  ABOUT_ME,
  TOLD_I,
];

/** Troubles with a record, told without a question. */
export const TELLING: readonly RegExp[] = [
  BY_ID,
  STILL_NO,
  WENT_WRONG,
  WANTS_RECORD,
  CHARGED,
  NOT_RECEIVED,
  APPLIED,
  MY_RECORD_SAYS,
];
