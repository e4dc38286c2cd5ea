/** Words that carry grammar, not content: passed over when the order of content words is read. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those some any each every all both most more less least very too so such much many ' +
    'few lot lots just only even still also ever already yet again always often usually really actually ' +
    'somehow indeed truly literally absolutely simply possibly probably currently ' +
    'is are am was were be been being do does did done has have had having can could will would shall should may ' +
    'might must ought get gets got getting let lets ' +
    'what which who whom whose when where why how whether if because since while although though unless until ' +
    'and or but nor yet so as it its itself there here one ones ' +
    'not no never none good better best bad worse worst way ways thing things kind kinds type types sort sorts ' +
    'possible exactly s t simultaneously same time please'
  ).split(' '),
);

/** Words in "-ly" that are no adverbs; all others are passed over like the words above. */
export const NOT_ADVERBS: ReadonlySet<string> = new Set(
  (
    'family reply apply supply italy fly july rely ally bully assembly anomaly jelly belly butterfly monopoly ' +
    'multiply imply comply barely only early daily weekly monthly yearly quarterly elderly friendly lovely lonely'
  ).split(' '),
);

/** Connectors whose two sides are not interchangeable: "A than B", "A to B". */
export const ORDERED_CONNECTORS: ReadonlySet<string> = new Set([
  'than',
  'to',
  'into',
  'over',
  'against',
  'from',
  'of',
  'in',
  'on',
  'at',
  'by',
  'before',
  'after',
  'without',
  'inside',
  'under',
  'above',
  'below',
  'behind',
  'as',
  'for',
]);

/** Prepositions that end a phrase without ordering its sides. */
export const OTHER_CONNECTORS: ReadonlySet<string> = new Set([
  'with',
  'about',
  'between',
  'through',
  'during',
  'within',
  'among',
  'vs',
  'versus',
  'per',
  'up',
  'down',
  'off',
  'out',
]);

/** Where a text measures a distance, "from" and "to" have no direction. */
export const MEASURING: ReadonlySet<string> = new Set(
  'far distance away distant difference differences different near between'.split(' '),
);

/** Where a text compares, "A and B" and "A or B" ask the same. */
export const COMPARING: ReadonlySet<string> = new Set(
  'better best between difference vs versus prefer choose compare comparison which whether either difference'.split(
    ' ',
  ),
);
