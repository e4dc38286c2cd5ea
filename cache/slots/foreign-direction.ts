import type { Token } from './tokens.ts';
import { FOREIGN_WORDS, type ForeignWords, UNSPACED_WORDS } from './words/directions-by-language.ts';

/** What a text in another language than English says of directions and negations. */
export interface ForeignDirections {
  /** Poles by axis, as bits, like those of `Directions`. */
  readonly poles: Readonly<Record<string, number>>;
  readonly negations: number;
}

interface Place {
  readonly axis: string;
  /** 0 is a negation. */
  readonly pole: number;
}

const ANY_ENDING = '…';
const SHORTEST_BEGINNING = 2;
const { whole: WHOLE, begun: BEGUN } = spacedPlaces();
const UNSPACED = UNSPACED_WORDS.flatMap((language) => [...placesOf(language)]);
/** A text longer than this is not searched for words of languages without spaces: it is no question. */
const LONGEST_SEARCHED = 4_000;
const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Reads the words of a few large languages. Meant for texts that are not English: many of the words are English, too. */
export function readForeignDirections(text: string, tokens: readonly Token[]): ForeignDirections {
  const poles: Record<string, number> = {};
  let negations = 0;
  const put = ({ axis, pole }: Place): void => {
    if (pole === 0) negations++;
    else poles[axis] = (poles[axis] ?? 0) | pole;
  };
  for (const { word } of tokens) {
    const places = WHOLE.get(word) ?? begunBy(word);
    for (const place of places ?? []) put(place);
  }
  if (UNSPACED_SCRIPT.test(text) && text.length <= LONGEST_SEARCHED) {
    for (const [word, place] of UNSPACED) if (text.includes(word)) put(place);
  }
  return { poles, negations };
}

function begunBy(word: string): readonly Place[] | undefined {
  const list = BEGUN.get(word.slice(0, SHORTEST_BEGINNING));
  return list?.find(([begin]) => word.startsWith(begin))?.[1];
}

function placesOf({ negations, axes }: ForeignWords): readonly (readonly [string, Place])[] {
  const found: [string, Place][] = [];
  for (const word of negations.split(' ')) found.push([word, { axis: '', pole: 0 }]);
  for (const sides of axes) {
    const axis = sides.map((side) => side.split(' ')[0]).join('/');
    sides.forEach((side, index) => {
      for (const word of side.trim().split(' ')) found.push([word, { axis, pole: index + 1 }]);
    });
  }
  return found;
}

/** Whole words, and beginnings by their first letters, longest first: "desactiv…" before "des…". */
function spacedPlaces(): {
  readonly whole: ReadonlyMap<string, readonly Place[]>;
  readonly begun: ReadonlyMap<string, readonly (readonly [string, readonly Place[]])[]>;
} {
  const whole = new Map<string, Place[]>();
  const beginnings = new Map<string, Place[]>();
  for (const [word, place] of FOREIGN_WORDS.flatMap(placesOf)) {
    const isBeginning = word.endsWith(ANY_ENDING);
    const known = isBeginning ? beginnings : whole;
    const key = isBeginning ? word.slice(0, -1) : word;
    known.set(key, [...(known.get(key) ?? []), place]);
  }
  const begun = Map.groupBy(beginnings, ([begin]) => begin.slice(0, SHORTEST_BEGINNING));
  for (const list of begun.values()) list.sort(([one], [other]) => other.length - one.length);
  return { whole, begun };
}
