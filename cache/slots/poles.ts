import { isMisspelling, isShortened, isSlip } from './misspelling.ts';
import { isCommon } from './rarity.ts';
import type { Token } from './tokens.ts';
import { AXES } from './words/directions.ts';
import { NEGATIVE_PREFIXES, POLAR_WORDS } from './words/negations.ts';
import { stem } from './words/stem.ts';

/** A pole of an axis, as a bit: 1 or 2, which are opposite. */
export interface Place {
  readonly axis: string;
  readonly pole: number;
}

/** The words of the table and their stems; of "most expensive", `most-expensive`. */
export const PLACES: ReadonlyMap<string, readonly Place[]> = placesByWord();
/** "unfair" is the shortest that is looked at. */
const SHORTEST_PREFIXED = 5;
const POLAR_BY_LETTER = Map.groupBy(POLAR_WORDS, (word) => word.charAt(0));
const SHORTEST_MISSPELT = 6;
/** A word so long is no other one for one letter. */
const LONG_REST = 8;
const POLES_BY_LETTER = Map.groupBy(
  AXES.flatMap((sides) => sides.flatMap((side) => side.split(' '))).filter(
    (word) => word.length >= SHORTEST_MISSPELT && !word.includes('-'),
  ),
  (word) => word.charAt(0),
);
/** Where on which axes a word stands; undefined for a word that stands on none. */
export function placesOf(token: Token): readonly Place[] | undefined {
  return PLACES.get(token.word) ?? PLACES.get(token.stem) ?? misspeltPole(token) ?? prefixed(token);
}

/** "unhappy" against "happy", and "illegally" against "legal": an axis of the stem, for the words of a closed list. */
function prefixed({ word }: Token): readonly Place[] | undefined {
  const polar = polarOf(word);
  if (polar !== undefined) return [{ axis: `un-${stem(polar)}`, pole: 1 }];
  if (word.length < SHORTEST_PREFIXED) return undefined;
  for (const prefix of NEGATIVE_PREFIXES) {
    if (!word.startsWith(prefix.slice(0, -1))) continue;
    // "ilegal" and "unecessary" have lost a letter where the prefix ends.
    const rest = word.startsWith(prefix) ? polarOf(word.slice(prefix.length)) : undefined;
    const negated = rest ?? polarOf(word.slice(prefix.length - 1)) ?? misspeltPolar(word, prefix);
    if (negated === undefined) continue;
    const opposite = (PLACES.get(negated) ?? []).map(({ axis, pole }) => ({ axis, pole: 3 - pole }));
    return [{ axis: `un-${stem(negated)}`, pole: 2 }, ...opposite];
  }
  return undefined;
}

/** The word of the closed list that this word or its adverb is; undefined for other words. */
function polarOf(word: string): string | undefined {
  if (POLAR_WORDS.has(word)) return word;
  const adjective = word.endsWith('ly') ? word.slice(0, -2) : '';
  return POLAR_WORDS.has(adjective) ? adjective : undefined;
}

/** "dissable" is "disable": a long word that no table knows, one slip off a pole. */
function misspeltPole({ word }: Token): readonly Place[] | undefined {
  if (word.length < SHORTEST_MISSPELT || isCommon(word)) return undefined;
  const poles = POLES_BY_LETTER.get(word.charAt(0));
  const pole = poles?.find((each) => each !== word && (isSlip(each, word) || isShortened(word, each)));
  return pole === undefined ? undefined : PLACES.get(pole);
}

function misspeltPolar(word: string, prefix: string): string | undefined {
  if (!word.startsWith(prefix)) return undefined;
  const rest = word.slice(prefix.length);
  return POLAR_BY_LETTER.get(rest.charAt(0))?.find(
    (polar) => isSlip(polar, rest) || (rest.length >= LONG_REST && isMisspelling(polar, rest)),
  );
}

/** The axis that a pole stands on, by its name. */
export function axisOf(word: string): string {
  return PLACES.get(word)?.[0]?.axis ?? word;
}

function placesByWord(): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const sides of AXES) {
    const axis = sides.map((side) => side.split(' ')[0]).join('/');
    sides.forEach((side, index) => {
      for (const word of side.split(' ')) {
        for (const key of new Set([word, stem(word)])) {
          places.set(key, [...(places.get(key) ?? []), { axis, pole: index + 1 }]);
        }
      }
    });
  }
  return places;
}
