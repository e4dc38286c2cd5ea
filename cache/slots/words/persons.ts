/** Gender that a pronoun or noun states; kept apart so that only a change of it counts. */
export const GENDER: ReadonlyMap<string, number> = new Map([
  ...words('he him his himself', 1),
  ...words('she her hers herself', 2),
]);

/** Nouns of people that come in two genders, singular form. */
export const GENDERED_NOUNS: ReadonlyMap<string, number> = new Map([
  ...words(
    'man men guy guys boy boys male males husband husbands boyfriend boyfriends father dad son brother',
    1,
  ),
  ...words('woman women girl girls lady ladies female females wife wives girlfriend girlfriends', 2),
  ...words('mother mom mum daughter sister', 2),
]);

/** Subjects that stand for everybody. */
export const GENERAL_SUBJECTS: ReadonlySet<string> = new Set(
  'one oneself anyone anybody someone somebody everyone everybody person people'.split(' '),
);

/** Whose: `1` the asker's or anybody's (my, your, our, one's), `m`/`f`/`t` a third person's. */
export const POSSESSIVES: ReadonlyMap<string, string> = new Map([
  ['my', '1'],
  ['your', '1'],
  ['ur', '1'],
  ['our', '1'],
  ['his', 'm'],
  ['her', 'f'],
  ['their', 't'],
]);

/** Pronouns as parties of an action; possessives are read by `POSSESSIVES`. */
export const PARTIES: ReadonlyMap<string, string> = new Map([
  ['i', 'i'],
  ['me', 'i'],
  ['you', 'you'],
  ['u', 'you'],
  ['he', 'm'],
  ['him', 'm'],
  ['she', 'f'],
  ['they', 'they'],
  ['them', 'they'],
  ['we', 'we'],
  ['us', 'we'],
]);

function words(list: string, gender: number): [string, number][] {
  return list.split(' ').map((word) => [word, gender]);
}
