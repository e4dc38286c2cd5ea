/** Words that negate the clause they stand in. */
export const NEGATIONS: ReadonlySet<string> = new Set([
  'not',
  'no',
  'never',
  'without',
  'w/o',
  'neither',
  'nor',
  'none',
  'nobody',
  'nothing',
  'nowhere',
  'cannot',
  'hardly',
  'except',
  'excluding',
  // Of other languages, where no English word is written so.
  ...'nicht kein keine keinen keinem ohne nunca jamais ningun ninguna nenhum nenhuma nao nahi nahin bina'.split(
    ' ',
  ),
]);

/** Words that negate by their meaning, base forms: "what prevents it" is "why does it not". */
export const IMPLICIT_NEGATIONS: ReadonlySet<string> = new Set(
  (
    'prevent prevents prevented preventing lack lacks lacking fail fails failed failing failure refuse refuses refused ' +
    'avoid avoids avoiding stop stops stopping stopped unable impossible missing miss misses skip skips skipping ' +
    'ignore ignores ignoring omit omits deny denied reject rejected rejects decline declined exclude excludes excluding ' +
    'free few little rarely seldom hardly barely scarcely instead rather yet unless although despite only just ' +
    'forbidden banned prohibited blocked unused undiscovered broken'
  ).split(' '),
);

/** Contractions typed without their apostrophe; each is the word before "not". */
export const BARE_CONTRACTIONS: ReadonlyMap<string, string> = new Map([
  ...'do does did is are was were has have had could would should must'
    .split(' ')
    .map((word): [string, string] => [`${word}nt`, word]),
  ['cant', 'can'],
  ['wont', 'will'],
  ['aint', 'is'],
]);

/** Auxiliaries that open a question; "Isn't it …?" asks what "Is it …?" asks. */
export const AUXILIARIES: ReadonlySet<string> = new Set(
  (
    'is are am was were be been being do does did has have had can could will would shall should may might ' +
    'must get gets got getting'
  ).split(' '),
);

/** Prefixes that turn a word of `POLAR_WORDS` into its opposite. */
export const NEGATIVE_PREFIXES: readonly string[] = ['un', 'in', 'im', 'il', 'ir', 'dis', 'non'];

/** Stems whose prefixed form is their opposite. Closed: "invaluable", "impress", "unless" are not opposites. */
export const POLAR_WORDS: ReadonlySet<string> = new Set(
  (
    'able happy healthy fair lock install subscribe follow block mute zip educated employed safe known certain ' +
    'likely limited lucky necessary paid pleasant reliable stable successful usual verified wanted common ' +
    'ethical faithful grateful helpful important interested married pack plug registered related seen ' +
    'active accurate adequate appropriate capable complete consistent correct dependent direct efficient ' +
    'finite formal organic secure sensitive sufficient tolerant valid visible voluntary sane sincere ' +
    'balanced mature mobile moral mortal movable patient perfect polite possible practical precise probable ' +
    'proper pure legal legible literate logical legitimate rational regular relevant responsible reversible ' +
    'replaceable resistible advantage agree appear approve arm assemble connect continue courage engage ' +
    'honest loyal obey obedient organized prove qualify respect satisfied similar trust allow ' +
    'fiction profit refundable smoker stop verbal alcoholic vegetarian veg residential resident residents tech ' +
    'technical existent emotional conscious comfortable affordable acceptable available aware believable ' +
    'changed clear covered defined desirable disclosed expected familiar forgettable friendly productive ' +
    'reasonable recoverable restricted secured solved staged tracked touched used supervised'
  ).split(' '),
);
