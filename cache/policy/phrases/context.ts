import { anyOf, phrases, upTo } from '../patterns.ts';
import { ANSWER_PARTS, BARE_ORDERS, NO_ORDERS, REWORKING, WORKING_ON_TEXT } from '../words/contexts.ts';

const PART = anyOf(ANSWER_PARTS);

const ORDINAL = '(?:first|second|third|fourth|fifth|last|previous|other|former|latter|above)';

export const LEADS_ON = /^ (?:and|but|or|nor|because) /;

export const INSTEAD =
  /^ (?:what|how) about (?!(?:a|an|the|some|going|we|i|you|hiring|using|doing) .*[^ ]+ [^ ]+ [^ ]+ [^ ]+ )/;

export const SAME = phrases([
  ' (?:that|this|it) the same ',
  '^ (?:same|the same|ditto|likewise) ',
  '^ now (?:in|do|with|make|the|for|write|try|explain|give|translate|say|use) ',
  ' (?:do|try) the same (?:for|with|in|thing|again) ',
  ' same (?:question|thing) (?:for|with|but) ',
  ' instead $',
]);

export const REFERS = phrases([
  ` (?:the|that|this|your|my|${ORDINAL}) ${ORDINAL} ${PART} `,
  '^ (?:no )?(?:the )?(?:other|first|second|third|last) one',
  ` your (?:${ORDINAL} )?(?:answer|reply|response|explanation|message|suggestion|example|code|reasoning) `,
  ' (?:our|this|the) (?:conversation|chat|discussion|dialogue) ',
  ' (?:you (?:just )?(?:said|meant|mentioned|wrote|suggested|told me)|i (?:just )?(?:said|asked|told you|meant)) ',
  ' (?:did (?:you|i) (?:just )?(?:say|mean|tell|mention|ask|write)|do you mean(?! by)) ',
  ' you made a ',
  '^ (?:which|who|what) (?:one )?of the (?:two|three|four|others?) ',
  ' was my (?:first|last|previous) question ',
  '^ i (?:mean|meant) ',
]);

export const ANOTHER = phrases([
  ' another (?:one|example|try|attempt|option|version) $',
  '^ another ',
  ' (?:me|us) another $',
  '^ (?:some |a few |any |two |three )?more(?: [^ ]+)? (?:please )?$',
  '^ (?:be )?more (?:specific|precise|concise|detailed|formal|casual)',
  '^ be more ',
  '^ (?:expand|elaborate) on ',
  '^ in (?:more|simpler|other|plain|fewer|less|greater) ',
  ' in (?:simpler|other|plain) (?:words|terms) ',
  ' in more detail $',
]);

export const EXCERPT = new RegExp(
  `^ ${anyOf(REWORKING)} (?:a|an|the|another|more|that|this|it|in) ${upTo(3)}(?:${PART}|tone|paragraph|sentence|emoji|emojis|style|table|format|bullets|intro|introduction|conclusion|title|text) `,
);

export const OBJECT = phrases([
  `^ (?!${anyOf(NO_ORDERS)} )[a-z]+(?: [a-z]+)? (?:it|them)(?: |$)`,
  '^ (?!(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have) )[a-z-]+ (?:that|this|these|those) (?:$|again|in|into|to|as|for|with|slowly|please|more|less|a bit|a little|better|shorter|like|out|down)',
]);

export const NUMBERED =
  / (?:step|point|part|option|example|paragraph|bullet) (?:\d+|one|two|three|four|five) /;

/** Replies that object to what was said. */
export const OBJECTS = phrases([
  '^ you (?:already |just |still )?(?:forgot|missed|said|made|wrote|are wrong|did not|skipped|ignored|repeated|got) ',
  '^ i (?:still )?(?:do not|did not) (?:agree|get it|understand|follow|like (?:it|that|this|them)) ',
  '^ i (?:already )?(?:tried|did|have done|know) (?:that|it|this) ',
  '^ never mind ',
  '^ (?:only|just) the ',
]);

/** "The blue one", "option B", "42": one of what was offered. */
export const NO_NAME = phrases([
  '^ (?:the )?(?:[^ ]+ ){0,2}(?:one|ones) (?:please )?$',
  '^ (?:option |number |answer |no )?(?:[a-z]|\\d+) $',
]);

/** "Finish the story", "show me the full code": a text that is not here. */
export const DEFINITE_PART = new RegExp(
  `^ (?:${anyOf(WORKING_ON_TEXT)} )?the (?:full |whole |entire |final |rest of the |first |second |third |last )*(?:${PART}|story|poem|essay|code|bug|text|rest|email|letter|function|script|list|table|title|half) (?:[^ ]+ )?$`,
);

export const BARE_WRITING = new RegExp(
  `^ ${anyOf(BARE_ORDERS)}(?: (?:in|to|into|for|as|with|more|less|simpler|shorter|fewer|better) [^ ]+(?: [^ ]+)?)? $`,
);

/** "Do you have a source for that?" */
export const ENDS_POINTING =
  /^ (?!.* and ).* (?:for|of|about|with|by|on|in|to|from|than|like) (?:that|it|this|them|those|these|him|her) $/;

export const TOLD_THAT =
  /^ (?:that|this|it|those|them) (?:$|like|again|in|to|for|with|better|more|differently|as|another)/;

export const DID_THAT = phrases([
  '^ (?:can|could|should|do|did|may|must|will|would) (?:i|you|we|one|they|he|she) [a-z]+ (?:it|that|this|them) $',
  '^ (?:who|what|when|where) [a-z]+ (?:it|that|them|him|her) $',
]);

/** "It" that stands for a clause or for the world. */
export const EXPLETIVE = phrases([
  ' (?:is|was) it (?!(?:still|also|really|just|only|now|cheaper|better) )[^ ]+ [^ ]+ ',
  ' it (?:is|was) [^ ]+ [^ ]+ [^ ]+ [^ ]+ ',
  ' it says ',
  '(?:is|was|be|does|did|would|will|can|has|could|might) it .*(?:to|that|if|when|whether|like|called (?!that )|true|how|why) ',
  ' it (?:is|was|would be|will be|takes|seems|said|costs) .*(?:to|that|if|said|called) ',
  '(?:what|which) (?:time|day|year|month|date) is it ',
  ' it (?:rain|raining|rains|snow|snowing|snows|take|hurt|matter|mean|works) ',
  ' is it (?:just|only|cold|hot|warm|sunny) ',
]);

export const PREPOSITIONAL = /^ (?:in|on|with|without|for|using|from|as|by|at|to|of|about|like) /;
