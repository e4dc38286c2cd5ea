import { anyOf, phrases, upTo } from '../patterns.ts';
import {
  AWAITED,
  BEFORE_CURRENT,
  COMING,
  CURRENCIES,
  CURRENT_THINGS,
  DATED_TOPICS,
  DAYS,
  HAZARDS,
  LASTING,
  MARKETS,
  MOMENTS,
  NEW_THINGS,
  NEWS_VERBS,
  NOT_NEWS,
  OF_TODAY,
  PASSING,
  PERIODS,
  PLAYED,
  WEATHER,
} from '../words/times.ts';

const NUMBER = '(?:\\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of|some)';

export const DAY = new RegExp(
  ` (?:${anyOf(DAYS)}(?! 's )|(?:today|tonight|tomorrow) 's ${upTo(1)}${anyOf(OF_TODAY)}|(?:yesterday|tonight) 's|last night|` +
    `(?:this|next|last|past|coming) (?:coming |past )?${anyOf(PERIODS)}(?! of)|` +
    `${NUMBER} (?:minutes?|hours?|days?|weeks?|months?|years?) ago) `,
);

export const MOMENT = new RegExp(` ${anyOf(MOMENTS)} `);

export const ENDS_NOW =
  /^ (?:who|what|which|is|are|has|have|how (?:old|many|much|big|tall|rich|far|is|are)) .* now $/;

/** "From now on", "between the 1950s and now", "what do I do now": no moment. */
export const NO_NOW = / (?:the|and|until|till|by|from|for|even|than|but|do|does|feel|happens) now /;

const CURRENT = new RegExp(
  `(?<! ${anyOf(BEFORE_CURRENT)}) current (?!${anyOf(CURRENT_THINGS)} )(?!(?:is|are|in|of|and|or|from|through|flow|flows|dangerous|versus|vs|state of (?:matter|mind)) |$)`,
);

const NEWEST = phrases([
  ` (?:latest|newest|most recent)(?<!at the latest) (?!${anyOf(NOT_NEWS)} )(?!$)`,
  ' most recent $',
  ' up to date (?:list|version|figures|numbers) ',
]);

export const WEATHERS = phrases([
  ` ${anyOf(WEATHER)} `,
  '^ weather [^ ]+ $',
  '^ [^ ]+ weather $',
  '^ (?:what is|how is) the weather ',
]);

export const CLIMATE =
  / (?:average|usually|normally|typically|typical|mean|climate|was the|were|in general|affect|affects|satellites?|patterns?|fronts?|january|february|march|april|june|july|august|september|october|november|december|in (?:may|spring|summer|autumn|fall|winter)) /;

const MARKET = anyOf(MARKETS);

const MONEY = anyOf([...MARKETS, ...CURRENCIES]);

const PRICE = phrases([
  ` (?:price|prices|cost|rate|value|worth|quote|level) (?:of|for) ${upTo(3)}${MARKET} `,
  ` (?:rate|value|worth) (?:of|for|is) ${upTo(2)}${MONEY} `,
  ` (?:is|are) ${upTo(2)}${MONEY} (?:worth|doing|trading|against|in) `,
  ` ${MARKET} (?:stock )?(?:price|prices|rate|rates|stock|quote|value|exchange rate) `,
  `^ how (?:much|expensive) (?:is|are|does) ${upTo(4)}${MARKET} `,
  `^ (?:how|where) (?:is|are|did) the (?:stock market |[^ ]+ )?${MARKET} (?:doing|close|open|index|trading|at) `,
  ` ${MONEY} (?:to|in|vs|against) ${MONEY} `,
  ' [^ ]+ (?:stock|share) price ',
  '^ [^ ]+ (?:stock|shares) $',
  " 's (?:stock|shares|share price) ",
  ` ${MARKET} (?:is |are )?worth `,
]);

const RATES =
  / (?:mortgage|interest|exchange|inflation|unemployment|savings) rates? (?:in (?!my|our)|now|today|for|right|of the|is|are|at) /;

/** Concepts and history are no values. */
export const CONCEPT = phrases([
  '^ (?:why|how (?:do|does|are|is) (?!much|the (?:nasdaq|dow|ftse|dax|stock|market)|it)|what (?:determines|makes|influences|drives|causes|affects|moves|does|was|were|did|is (?:a|an) ))',
  ' (?:mean|means|meaning|definition|concept|origin|phrase|influenced|measured|determined|calculated|called|history|in (?:1[0-9]{3}|200\\d|201\\d)|difference between|elasticity) ',
]);

const COMES = phrases([
  '^ (?:when|what time|where|how soon) (?:is|are|does|do|will|will be) the (?:next|coming) ',
  `^ next ${anyOf(COMING)} `,
  ` next ${anyOf(COMING)} (?:to|in|from|at|of|on) `,
  ' (?:flights?|trains?|buses|tickets?|hotels?|seats?|rooms?) (?:from|to|in|for|left|on|available) .*(?:weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|train|flight) ',
]);

const OVER = phrases([
  `^ (?:who|which|what) .*last ${anyOf(PLAYED)} `,
  '^ did the [^ ]+ (?:[^ ]+ )?(?:win|lose) ',
]);

const SPORT = phrases([
  ' (?:standings|live score|line-?up for|league table) ',
  '^ what is the score ',
  '^ (?:who|which team|which [^ ]+) is (?:leading|winning|top|ahead|first in|playing) ',
  '^ who plays ',
]);

const OPEN = phrases([
  ' (?:open|closed|still open) (?:right )?now ',
  '^ (?:is|are) [^ ]+ (?:[^ ]+ )?(?:down|offline|back up|back online)(?: for (?:everyone|everybody|anyone)| again| today| right now)? $',
  ' (?:outage|outages) (?:at|on|in) ',
]);

const TRAFFIC = / (?:traffic (?:on|in|like|expected)|delays? (?:on|at|to|in)|roadworks on) /;

const NEWS =
  / (?:(?:the |breaking |any )news (?:about|on|from|in|of|regarding)|latest news|headlines (?:from|in|about|of)|top stories|trending|what is in the news|what is new (?:in|with|on)|(?:what is|what has) (?:happening|happened|going on) (?:in|with|at|since|to)|people saying about|in cinemas|on tv|playing at) /;

const CLOCK = phrases([
  '^ (?:what|which) (?:time|day|year|month|date|weekday|day of the week) is it ',
  '^ what is the (?:time|date)(?: (?:in [^ ]+(?: [^ ]+)?|please))? $',
  ' current time ',
  ' time is it ',
]);

const COUNTDOWN = phrases([
  `^ how (?:long|much longer|many [^ ]+|much time)(?: (?:is|are|do we have|is it|left|there|remain|remaining))* (?:until|till|til|to go|to) ${upTo(5)}${anyOf(AWAITED)} `,
  ' (?:are|is) left (?:this|in (?:this|the)) (?:year|month|week|season) ',
]);

const RELEASED = new RegExp(`^ (?:has|have|is|are) (?!my |our ).*${anyOf(NEWS_VERBS)}(?: yet| already)* $`);

const YET = /^ (?:has|have) (?!my |our |i |we ).* yet $/;

/** How things stand: on strike, sold out, rising. */
const STANDS = phrases([
  '^ (?:is|are) (?!it |there |my |your |this |that )(?:the )?[^ ]+(?: [^ ]+){0,3} (?:on strike|congested|(?:closed|open) (?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?: because)?|sold out|in stock|available (?:right now|now|yet|today)|going (?:up|down)|rising|falling|crashing|delayed|cancelled|canceled|running|degraded|overcrowded|crowded|on time|back online|flooded|blocked|icy) (?:on|in|at|to|this|today|now|$)',
  '^ (?:is|are) (?!you |it |my |your )(?:the )?[^ ]+(?: [^ ]+){0,2} (?:closed|open) (?:now |today )?$',
  '^ (?:is|are) (?!my |our ).* having (?:issues|problems|trouble|an outage) ',
  `^ (?:is|are) there (?:any |a |an )?(?:[^ ]+ )?${anyOf(HAZARDS)} (?:near|in|at|on|for|around) `,
  '^ how (?:crowded|busy|full) is the ',
  '^ is there (?:snow|fog|ice|a queue|a storm|a strike|traffic|a traffic jam) (?:on|in|at) ',
  ' (?:have|got) (?:the |any )?[^ ]+(?: [^ ]+){0,2} in stock $',
  '^ how late is the ',
  ' (?:gate|platform|terminal) (?:is|does|do|will) ',
  '^ (?:any|anything) new (?:about|on|in|with|from) ',
  '^ how (?:is|are) (?!you |your |my |it )(?:the )?[^ ]+(?: [^ ]+)? (?:doing|performing) ',
  '^ is now ',
  '^ did (?!he |she |they |it |we |you |i )[^ ]+ (?:win|lose|score) $',
  '^ when (?:do|does|will|are|is) .*(?:play next|be released|come out|released) $',
]);

/** Things that are another one every day. */
export const OF_THE_DAY =
  / (?:of the day|week of the year is|day of the year is|horoscope for|at today 's rate) /;

/** "Is Trump still president?", but not "are letters still used?". */
const STILL = new RegExp(
  `^ (?:is|are) (?!it |he |she |they |we |my |your |that |this |there ).* still (?!${anyOf(LASTING)})`,
);

const NEW = new RegExp(` (?:the|a|any) new (?:[^ ]+ )?${anyOf(NEW_THINGS)} (?!of a |of the word )`);

const ON_WEEKDAY =
  /^ (?:what|who|which|did|was|were|is|are|will) .* on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday) $/;

const WAITING = phrases([
  ` ${anyOf(PASSING)} `,
  '^ how long is the (?:queue|wait|line at) ',
  '^ who is (?:first|second|third|last|leading|ahead) in ',
  '^ what (?:is|are) the (?:[^ ]+ )?(?:election results?|results?|standings|table|odds|polls) (?:$|in (?:la|the|serie|ligue|[^ ]*liga) )',
  '^ where is (?:bitcoin|btc|gold|the [^ ]+) (?:going|heading) ',
  '^ what is the [^ ]+ at $',
]);

const IS_LATEST = phrases([
  '^ (?:the )?(?:latest|newest|most recent|recent) (?!order |orders |invoice |bill )',
  ' (?:is|are) the (?:latest|newest|most recent) $',
]);

const SINCE = /^ how (?:many|long)(?: [^ ]+)? (?:is it |has it been )?since /;

export const HISTORY = / (?:1\d{3}|200\d|201\d)s? /;

/** How-to and permissions: the answer holds on any day. */
export const HOW_TO = /^ how (?:do|can|could|to|should|would|might|must) /;

export const RULE = phrases([
  ' (?:can|could|may|must) (?:i|we|you|one|people|they) ',
  ' do (?:i|we) (?:have|need) to ',
  ' where do (?:i|we) ',
  ' (?:i|you|we) (?:can|could|may|must|have to|need to|am obliged) ',
  ' (?:is|are) there (?:a|any) way ',
  ' possible to ',
]);

export const OWN_RULE = phrases([
  ' (?:can|could|may|must|do) (?:i|we) ',
  ' (?:i|we) (?:can|could|may|must|have to|need to|am obliged) ',
]);

/** What to cook or to watch tonight is a matter of taste on any day. */
export const ADVICE = phrases([
  '^ (?:what|which [^ ]+) should (?:i|we) (?:cook|eat|read|watch|make|do|play|learn|bake|drink|talk) ',
  '^ (?:a |an |some |any |the |me |[^ ]+ )?(?:tips|ideas|advice|recipe|recipes|suggestions|topics|names|exercises|questions|reasons) ',
]);

export const TOPICS = new RegExp(` ${anyOf(DATED_TOPICS)} `);

/** A film, a song or a saying that has the word in its name is about that. */
export const NAMED =
  / (?:(?:movie|film|song|book|novel|album|phrase|word|saying|quote|proverb|expression) (?:the |called )?(?:" |day|today|tomorrow|yesterday|right|now|current|latest|tonight)|lyrics|sang|wrote|adverb|tense|synonym) /;

export const AGE = phrases([
  '^ how (?:is|are|do|does) [^ ]+ .*(?:made|used|produced|built|grown|work|live|taught) today $',
  '^ (?:is|are) .*(?:still|worth) .*today $',
  '^ what is the best way to .*today $',
  ' (?:we|people) .*today ',
  ' today (?:from|compared) ',
]);

/** The clock and the calendar. */
export const CLOCKS: readonly RegExp[] = [CLOCK, COUNTDOWN];

/** What runs by a timetable, or is played. */
export const TIMETABLES: readonly RegExp[] = [OPEN, SPORT, OVER, COMES, TRAFFIC];

export const PRICES: readonly RegExp[] = [PRICE, RATES];

/** How things stand, and what is new. */
export const STANDING: readonly RegExp[] = [
  STILL,
  NEW,
  ON_WEEKDAY,
  WAITING,
  STANDS,
  IS_LATEST,
  SINCE,
  NEWS,
  RELEASED,
  YET,
];

export const RECENT: readonly RegExp[] = [CURRENT, NEWEST];
