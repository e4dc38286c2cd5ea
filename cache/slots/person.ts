import type { Token } from './tokens.ts';
import { GENDER, GENDERED_NOUNS, GENERAL_SUBJECTS, POSSESSIVES } from './words/persons.ts';

/** Who a text is about. */
export interface Persons {
  /** Genders that its pronouns state, as bits: 1 male, 2 female. */
  readonly pronouns: number;
  /** Genders that its nouns state, as bits. */
  readonly nouns: number;
  /** Whose, by the stem of what is owned: "her password" gives `password: 'f'`. */
  readonly owners: Readonly<Record<string, string>>;
}

/** Reads pronouns, gendered nouns and possessives. I, you and one are the same person in a question. */
export function readPersons(tokens: readonly Token[]): Persons {
  let pronouns = 0;
  let nouns = 0;
  const owners: Record<string, string> = {};
  let isGeneral = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word') continue;
    if (GENERAL_SUBJECTS.has(token.word)) isGeneral = true;
    pronouns |= GENDER.get(token.word) ?? 0;
    nouns |= GENDERED_NOUNS.get(token.word) ?? 0;
    const owner = POSSESSIVES.get(token.word);
    const owned = tokens[at + 1];
    if (owner !== undefined && owned !== undefined) owners[owned.stem] = owner;
  }
  // "One … their", "anyone … his or her": a general question, in which whose it is says nothing.
  return isGeneral ? { pronouns: 0, nouns, owners: {} } : { pronouns, nouns, owners };
}

/** Whether the two texts speak of different people: only what both of them state is compared. */
export function personsDiffer(one: Persons, other: Persons): boolean {
  const oneGender = one.pronouns | one.nouns;
  const otherGender = other.pronouns | other.nouns;
  if (oneGender !== 0 && otherGender !== 0 && (oneGender & otherGender) === 0) return true;
  for (const owned in one.owners) {
    // `hasOwn`: what is owned comes from the text and may be called "constructor".
    if (Object.hasOwn(other.owners, owned) && other.owners[owned] !== one.owners[owned]) return true;
  }
  return false;
}
