/** Bits of what is asked. */
export const ASKS = {
  what: 1,
  which: 2,
  who: 4,
  when: 8,
  where: 16,
  why: 32,
  how: 64,
  amount: 128,
  whether: 256,
} as const;

/** Question words by what they ask; "how" is read together with the word after it. */
export const QUESTION_WORDS: ReadonlyMap<string, number> = new Map([
  ['what', ASKS.what],
  ['whats', ASKS.what],
  ['which', ASKS.which],
  ['who', ASKS.who],
  ['whom', ASKS.who],
  ['whose', ASKS.who],
  ['when', ASKS.when],
  ['where', ASKS.where],
  ['why', ASKS.why],
  ['how', ASKS.how],
  ['hows', ASKS.how],
  ['whether', ASKS.whether],
]);

/** Words after "how" that ask for an amount. */
export const AMOUNTS: ReadonlySet<string> = new Set(
  'much many long often far old tall big large high deep fast late soon early heavy wide frequently quickly'.split(
    ' ',
  ),
);

/** Nouns after "what" that ask something else than "what": "what time", "what is the reason", "what is the price". */
export const ASKING_NOUNS: ReadonlyMap<string, number> = new Map([
  ['time', ASKS.when],
  ['date', ASKS.when],
  ['day', ASKS.when],
  ['reason', ASKS.why],
  ['reasons', ASKS.why],
  ['way', ASKS.how],
  ['ways', ASKS.how],
  ['method', ASKS.how],
  ['methods', ASKS.how],
  ['procedure', ASKS.how],
  ['process', ASKS.how],
  ['steps', ASKS.how],
  ['price', ASKS.amount],
  ['cost', ASKS.amount],
  ['amount', ASKS.amount],
  ['number', ASKS.amount],
  ['place', ASKS.where],
  ['places', ASKS.where],
  ['location', ASKS.where],
  ['person', ASKS.who],
]);

/** Verbs that open a question for yes or no. */
export const ASKING_AUXILIARIES: ReadonlySet<string> = new Set(
  'is are am was were do does did has have had can could will would shall should may might must'.split(' '),
);

/** Bits of what a text says about its action: must it, may it, can it, will it be. */
export const MODALITIES = { obligation: 1, ability: 2, future: 4 } as const;

export const MODAL_WORDS: ReadonlyMap<string, number> = new Map([
  ...words('should must ought shall supposed required necessary mandatory obligatory need needs', 1),
  ...words('can could able may might allowed permitted possible possibly', 2),
  ...words('will would', 4),
]);

function words(list: string, bit: number): [string, number][] {
  return list.split(' ').map((word) => [word, bit]);
}
