import type { Token } from './tokens.ts';
import { FUNCTION_WORDS, NOT_ADVERBS, ORDERED_CONNECTORS, OTHER_CONNECTORS } from './words/functions.ts';
import { GENDER, GENDERED_NOUNS, PARTIES, POSSESSIVES } from './words/persons.ts';
import { UNIT_BY_WORD } from './words/units.ts';
import { SYMMETRIC_STEMS, VERB_STEMS } from './words/verb-stems.ts';
import { IRREGULAR } from './words/verbs.ts';

/** A content word with what the text says about its place. */
export interface ContentWord {
  readonly key: string;
  /** Position of its token. */
  readonly at: number;
  /** Clause it stands in; parties of a verb stand in the clause of the verb. */
  readonly clause: number;
  /** `sure` by its form or its word; `maybe` by its place after an inverted auxiliary ("Did X seize Y?"). */
  readonly verb: 'sure' | 'maybe' | 'no';
}

/** Auxiliaries that stand before their subject in a question. */
export const INVERTING: ReadonlySet<string> = new Set(
  'do does did will would can could should may might must'.split(' '),
);
/** An unknown verb is looked for at the second and third content word after an inverted auxiliary. */
const PLACES_OF_A_VERB = 3;
/** Words that open another clause without punctuation. */
const SUBORDINATING: ReadonlySet<string> = new Set(
  'when where if because while although though unless until since that whether after before and or but so'.split(
    ' ',
  ),
);
const SHORTEST_ADVERB = 4;
const DETERMINERS: ReadonlySet<string> = new Set(['the', 'a', 'an', 'this', 'that']);

/** The words of a text that mean something by themselves, in order; pronouns and people by who they are. */
export function readContentWords(tokens: readonly Token[]): readonly ContentWord[] {
  const words: ContentWord[] = [];
  let clause = 0;
  let punctuation = 0;
  let sinceInversion = PLACES_OF_A_VERB;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const { word } = token;
    if (token.clause !== punctuation || SUBORDINATING.has(word)) clause++;
    punctuation = token.clause;
    if (INVERTING.has(word)) sinceInversion = 0;
    const party = PARTIES.get(word) ?? gender(word) ?? asker(token);
    if (party === undefined && isGrammar(token)) continue;
    const isPlaced = sinceInversion > 0 && sinceInversion < PLACES_OF_A_VERB;
    sinceInversion++;
    const verb = party === undefined ? verbOf(token, tokens[at - 1]?.word, isPlaced) : 'no';
    words.push({ key: party ?? unitOf(word) ?? token.stem, at, clause, verb });
  }
  return words;
}

/** "kg" and "kilograms" are one word here; single letters are too many things. */
function unitOf(word: string): string | undefined {
  return word.length > 1 ? UNIT_BY_WORD.get(word) : undefined;
}

function isGrammar({ word, raw }: Token): boolean {
  return (
    FUNCTION_WORDS.has(word) ||
    ORDERED_CONNECTORS.has(word) ||
    OTHER_CONNECTORS.has(word) ||
    POSSESSIVES.has(word) ||
    // With a capital it is a name: "Emily", "Kimberly".
    (word.endsWith('ly') && raw === word && word.length > SHORTEST_ADVERB && !NOT_ADVERBS.has(word))
  );
}

/** "Who hired Ann?": who is asked for is a party, too. */
function asker({ word, opens }: Token): string | undefined {
  return opens && (word === 'who' || word === 'whom') ? 'who' : undefined;
}

/** "him" and "the guy" are one party: so "a girl likes a guy" can be read against "he likes a girl". */
function gender(word: string): string | undefined {
  if (word === 'her') return 'f';
  if (POSSESSIVES.has(word)) return undefined;
  const bit = GENDER.get(word) ?? GENDERED_NOUNS.get(word);
  return bit === undefined ? undefined : bit === 1 ? 'm' : 'f';
}

function verbOf(token: Token, before: string | undefined, isPlaced: boolean): ContentWord['verb'] {
  // "the building" and "a painting" are things.
  if (token.kind !== 'word' || SYMMETRIC_STEMS.has(token.stem) || DETERMINERS.has(before ?? '')) return 'no';
  if (VERB_STEMS.has(token.stem) || IRREGULAR.has(token.word) || /(?:ing|ed)$/.test(token.word))
    return 'sure';
  return isPlaced ? 'maybe' : 'no';
}
