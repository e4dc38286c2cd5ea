/** Bits of what is asked. */
export const ASKS = {
  /** What, which: a thing or an explanation of it. */
  thing: 1,
  who: 2,
  when: 4,
  where: 8,
  /** Why, how come, what is the reason. */
  reason: 16,
  /** How, what can I do, what are ways to. */
  method: 32,
  /** How much, how many, how long. */
  amount: 64,
  /** Yes or no. */
  whether: 128,
} as const;

/** Question words by what they ask; "how" and "what" are read together with the words after them. */
export const QUESTION_WORDS: ReadonlyMap<string, number> = new Map([
  ...words('what whats which', ASKS.thing),
  ...words('who whos whom whose', ASKS.who),
  ['when', ASKS.when],
  ...words('where wheres', ASKS.where),
  ...words('why whys', ASKS.reason),
  ...words('how hows', ASKS.method),
  ['whether', ASKS.whether],
]);

/** Words after "how" that ask for an amount. */
export const AMOUNTS: ReadonlySet<string> = new Set(
  'much many long often far old tall big large high deep fast late soon early heavy wide frequently quickly'.split(
    ' ',
  ),
);

/** Words after "how" that ask what a question for yes or no asks too: "how safe is it", "is it safe". */
export const DEGREES: ReadonlySet<string> = new Set(
  'good bad well safe hard easy difficult important likely common expensive strong true real accurate effective'.split(
    ' ',
  ),
);

/** Nouns after "what" that ask for something else than a thing: "what time", "what is the reason", "what is the price". */
export const ASKING_NOUNS: ReadonlyMap<string, number> = new Map([
  ...words('time date day', ASKS.when),
  ...words('reason reasons cause causes rationale logic', ASKS.reason),
  ...words(
    'way ways method methods procedure process steps step technique techniques tips trick tricks',
    ASKS.method,
  ),
  ...words('price cost amount number', ASKS.amount),
  ...words('place places location', ASKS.where),
  ...words('person', ASKS.who),
]);

/** What stands between "what" and what is done: "what should I do to sleep" asks how to sleep. */
export const ASKING_DEEDS: ReadonlySet<string> = new Set(['do', 'done']);

/** Verbs that open a question for yes or no. */
export const ASKING_AUXILIARIES: ReadonlySet<string> = new Set(
  'is are am was were do does did has have had can could will would shall should may might must'.split(' '),
);

/** Bits of what a text says about its action: must it, may it, will it be. */
export const MODALITIES = { obligation: 1, ability: 2, future: 4 } as const;

export const MODAL_WORDS: ReadonlyMap<string, number> = new Map([
  ...words('should must ought shall supposed required necessary mandatory obligatory', MODALITIES.obligation),
  ...words('can could able may might allowed permitted possible possibly', MODALITIES.ability),
  ...words('will would', MODALITIES.future),
]);

function words(list: string, bit: number): [string, number][] {
  return list.split(' ').map((word) => [word, bit]);
}
