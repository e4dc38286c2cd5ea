const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday';
const MONTHS = 'january february march april may june july august september october november december';

/** What "this", "next" and "last" may count. */
export const PERIODS: readonly string[] =
  `morning afternoon evening night week weekend month quarter year semester season summer winter spring autumn fall decade ${WEEKDAYS} ${MONTHS}`.split(
    ' ',
  );

/** Words for a day or a stretch of time that is told from now on. */
export const DAYS: readonly string[] = ['today', 'tonight', 'tomorrow', 'yesterday', 'tmrw', 'tmr'];

/** Words for this very moment. */
export const MOMENTS: readonly string[] = [
  'right now',
  'at the moment(?= $| (?:in|for|of) )',
  'at this moment',
  'at present',
  'as of now',
  'as we speak',
  'currently',
  'so far this',
  'these days',
  'lately',
];

/** What "today's" stands before when it means the day; before other nouns it means the age. */
export const OF_TODAY: readonly string[] =
  'date weather forecast news headlines headline match game games price prices rate rates menu specials special deals deal schedule meeting meetings events event lottery numbers puzzle wordle temperature score scores results weekday holiday top stories horoscope'.split(
    ' ',
  );

/** Nouns after which "latest" and "newest" mean one's own things or a limit, not news. */
export const NOT_NEWS: readonly string[] =
  'date time day hour minute point age possible rollout migration change changeset commit commits tag tags backup backups entry entries element elements record records row rows file files snapshot snapshots image branch build purchase bill invoice order moment stage deadline at i you we by when and'.split(
    ' ',
  );

/** Nouns before or after which "current" is no time. */
export const CURRENT_THINGS: readonly string[] =
  'account accounts ratio ratios flow gain density controlled source sources affairs transformer carrying electric electrical direct alternating ocean sea rip induced eddy assets liabilities directory folder branch line row user cell page element index timestamp date time iteration process thread value employer contract landlord provider tariff amount plan address password pin email job salary phone number balance bank school class flat'.split(
    ' ',
  );

/** What is known only by looking out of the window. */
export const WEATHER: readonly string[] = [
  '(?:weather|it) be (?:like )?(?:on|in|tomorrow|tonight|this|next)',
  'weather (?:in|for|at|like|tomorrow|today|now|this|next|on|outside|here|report|update)',
  'weather forecast',
  'forecast (?:for|in)',
  'temperature (?:outside|in|right now|today|here)',
  'will it (?:rain|snow|be (?:sunny|hot|cold|warm|windy|raining|snowing))',
  'is it (?:raining|snowing|sunny|hot|cold|windy|cloudy|going to (?:rain|snow|be))',
  'how (?:cold|hot|warm|windy) (?:is it|will it)(?! when)',
  'how is the weather',
  'pollen count',
  'air quality (?:in|index)',
  'uv index (?:in|for)',
  'umbrella',
  'storm coming',
  '(?:does|will) the sun (?:set|rise)',
  'time is (?:sunset|sunrise)',
];

/** What has a price that moves with the hour. */
export const MARKETS: readonly string[] =
  'gold silver platinum copper oil brent wti crude petrol gasoline diesel gas fuel bitcoin btc ethereum eth crypto cryptocurrency dogecoin solana stock stocks shares share nasdaq dow ftse dax nikkei s&p sensex nifty'.split(
    ' ',
  );

/** What such prices are told in, and are themselves traded. */
export const CURRENCIES: readonly string[] =
  'dollar dollars euro euros pound pounds sterling yen yuan rupee rupees franc usd eur gbp jpy cny inr chf'.split(
    ' ',
  );

/** Days that one counts towards. */
export const AWAITED: readonly string[] =
  `christmas xmas easter halloween thanksgiving hanukkah diwali ramadan eid new year years holiday holidays vacation summer winter spring autumn fall weekend election elections olympics ${WEEKDAYS} ${MONTHS}`.split(
    ' ',
  );

/** Services and things that run by a timetable or happen at a date. */
export const COMING: readonly string[] =
  'train bus tram ferry flight plane metro match game race fixture eclipse concert show episode election elections holiday launch meteor conference event festival draw full new tide'.split(
    ' ',
  );

/** What is over and has a result that is news. */
export const PLAYED: readonly string[] =
  'match game race fight final round grand election debate episode championship tournament series formula'.split(
    ' ',
  );

/** Circumstances that change the answer with the date, told in another sentence ("I fly to Oslo next week"). */
export const DATED_TOPICS: readonly string[] =
  'weather pack wear coat jacket invest umbrella rain snow cold warm hot open closed traffic flights tickets forecast exhibitions exhibition events concerts visit weekend'.split(
    ' ',
  );

/** Words before "current" that make a flow of it, or a thing of one's own. */
export const BEFORE_CURRENT: readonly string[] = [
  'electric',
  'electrical',
  'direct',
  'alternating',
  'ocean',
  'sea',
  'rip',
  'induced',
  'eddy',
  'my',
  'our',
  'your',
  "the user 's",
];

/** What one asks has happened yet. */
export const NEWS_VERBS: readonly string[] = [
  'released',
  'out',
  'announced',
  'available',
  'arrived',
  'started',
  'begun',
  'over',
  'finished',
  'ended',
  'stopped',
  'passed',
  'landed',
  'opened',
  'closed',
];

/** What may be the matter at a place now. */
export const HAZARDS: readonly string[] = [
  'wildfires?',
  'fires?',
  'earthquakes?',
  'strikes?',
  'warnings?',
  'alerts?',
  'delays?',
  'outages?',
  'accidents?',
  'protests?',
  'roadworks',
  'jobs',
  'flats',
];

/** After "still" these ask for a judgement that holds for years. */
export const LASTING: readonly string[] = [
  'used',
  'worth',
  'relevant',
  'valid',
  'legal',
  'a thing',
  'possible',
  'safe',
  'good',
  'useful',
  'popular',
  'important',
  'common',
  'practised',
  'practiced',
  'edible',
  'considered',
  'taught',
];

/** What comes out anew. */
export const NEW_THINGS: readonly string[] = [
  'version',
  'season',
  'release',
  'model',
  'iphone',
  'film',
  'movie',
  'album',
  'update',
  'game',
  'episode',
  'edition',
  'trailer',
  'patch',
  'beta',
];

/** Things that are another tomorrow. */
export const PASSING: readonly string[] = [
  'waiting time',
  'wait time',
  'moon phase',
  'for rent',
  'vacancies',
  'are you hiring',
  'hiring for',
  'up or down',
  'the week in',
];
