import { readBearings } from './bearing.ts';
import { INVERTING } from './content-words.ts';
import { containsWord } from './literals.ts';
import { axisOf, PLACES, type Place, placesOf } from './poles.ts';
import type { Token } from './tokens.ts';
import { NEVER_TURNED, PARTICLE_VERBS, PARTICLES, SWITCH_VERBS } from './words/directions.ts';
import { stem } from './words/stem.ts';

/** Poles by axis, as bits: 1 and 2 are opposite, 3 is both. */
type Poles = Record<string, number>;

/** Which way a text points. */
export interface Directions {
  /** Antonyms and particles by axis, as bits; what is reached (1) or left (2) by its stem. */
  readonly poles: Readonly<Poles>;
  /** Words with a negative prefix that no table knows, whole and without it. */
  readonly prefixed: readonly (readonly [string, string])[];
}

const PREFIXED = /^(?:un|non|dis|in|im|ir|il)-?(\p{L}{3,})$/u;
const PARTICLE_STEMS: ReadonlySet<string> = new Set(PARTICLE_VERBS.map(stem));
const SWITCH_STEMS: ReadonlySet<string> = new Set(SWITCH_VERBS.map(stem));
const SWITCH_AXIS = axisOf('enable');
const INTENSITY: ReadonlySet<string> = new Set(['more', 'most']);
/** What may stand between a negation and the word that it turns: "isn't it available", "not very safe". */
const INTENSIFIERS: ReadonlySet<string> = new Set([
  'very',
  'so',
  'too',
  'yet',
  'really',
  'longer',
  'been',
  'it',
  'this',
  'that',
  'he',
  'she',
]);
const BOTH_POLES = 3;
const BE: ReadonlySet<string> = new Set('is are am was were be been being'.split(' '));
/** Tokens between an auxiliary and the negation: the subject of a question stands there. */
const LONGEST_SUBJECT = 5;
const DOES_NOT: ReadonlySet<string> = new Set(
  'do does did can could will would shall should may might must i you we they to have has had'.split(' '),
);
const BEFORE_IDLE_ALL: ReadonlySet<string> = new Set(['at', 'after', 'above', 'first']);
const AFTER_IDLE_ALL: ReadonlySet<string> = new Set([
  'time',
  'times',
  'over',
  'about',
  'right',
  'along',
  'day',
]);
const REVERSAL: ReadonlySet<string> = new Set(['less', 'least']);

/**
 * Reads which pole of which axis a text names. A negation in front of a pole turns it round ("not allowed" is
 * "forbidden") and is then in `consumed`: it is no negation of its own any more.
 */
export function readDirections(
  tokens: readonly Token[],
  negations: ReadonlySet<number>,
  consumed: Set<number>,
): Directions {
  const poles: Poles = {};
  const prefixed: (readonly [string, string])[] = [];
  const put = ({ axis, pole }: Place): void => {
    poles[axis] = (poles[axis] ?? 0) | pole;
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word') continue;
    const particle = particleAt(tokens, at);
    if (particle !== undefined) {
      put(particle);
      continue;
    }
    const places = superlative(tokens, at) ?? placesOf(token);
    if (places === undefined) {
      const rest = PREFIXED.exec(token.word)?.[1];
      if (rest !== undefined) prefixed.push([token.word, rest]);
      continue;
    }
    if (isComparing(tokens, at) || isIdiom(tokens, at)) continue;
    const negation = negationBefore(tokens, at, negations);
    const before = tokens[at - 1]?.word ?? '';
    if (negation !== undefined && isOfAVerb(tokens, negation)) {
      // "does not allow" denies the one pole without naming the other; that it denies is told by the negation.
      for (const { axis } of places) put({ axis, pole: BOTH_POLES });
      continue;
    }
    const isReversed = negation !== undefined || REVERSAL.has(before);
    if (negation !== undefined) consumed.add(negation);
    for (const place of places) put(isReversed ? { axis: place.axis, pole: 3 - place.pole } : place);
  }
  readBearings(tokens, (thing, pole) => put({ axis: `to ${thing}`, pole }));
  return { poles, prefixed };
}

/** The same with the poles of another language. */
export function withPoles(directions: Directions, poles: Readonly<Poles>): Directions {
  return { ...directions, poles: { ...directions.poles, ...poles } };
}

/**
 * Whether the texts point in opposite directions: both name an axis and have no pole of it in common, or one has
 * a word that the other has with a negative prefix. An axis that only one names says nothing.
 */
export function directionsDiffer(
  one: Directions,
  oneText: string,
  other: Directions,
  otherText: string,
): boolean {
  for (const axis in one.poles) {
    const [pole, opposite] = [
      one.poles[axis] ?? 0,
      Object.hasOwn(other.poles, axis) ? other.poles[axis] : undefined,
    ];
    if (opposite !== undefined && (pole & opposite) === 0) return true;
  }
  return hasPositiveOf(otherText, one.prefixed) || hasPositiveOf(oneText, other.prefixed);
}

/** Only the first few are looked for: more of them are no question, and the search would not be linear. */
const MOST_PREFIXED = 4;

function hasPositiveOf(text: string, prefixed: Directions['prefixed']): boolean {
  if (prefixed.length === 0) return false;
  const folded = text.toLowerCase();
  return prefixed
    .slice(0, MOST_PREFIXED)
    .some(([word, rest]) => containsWord(folded, rest) && !containsWord(folded, word));
}

/** "more expensive" and "less optimistic" are read at their adjective; alone, "more" and "less" are poles. */
function isComparing(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  if (!INTENSITY.has(word) && !REVERSAL.has(word)) return false;
  const next = tokens[at + 1];
  return next !== undefined && placesOf(next) !== undefined;
}

/** "of all time", "at all", "after all": says nothing about how many. */
function isIdiom(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.word !== 'all') return false;
  return BEFORE_IDLE_ALL.has(tokens[at - 1]?.word ?? '') || AFTER_IDLE_ALL.has(tokens[at + 1]?.word ?? '');
}

/** The negation right before a pole: "not allowed", "isn't it available". */
function negationBefore(
  tokens: readonly Token[],
  at: number,
  negations: ReadonlySet<number>,
): number | undefined {
  if (NEVER_TURNED.has(tokens[at]?.word ?? '')) return undefined;
  for (const back of [1, 2]) {
    const place = at - back;
    if (!negations.has(place)) continue;
    const word = tokens[place]?.word;
    const isTurning = word === 'not' || (word === 'no' && tokens[at - 1]?.word === 'longer');
    if (!isTurning || (back === 2 && !INTENSIFIERS.has(tokens[at - 1]?.word ?? ''))) continue;
    return place;
  }
  return undefined;
}

/** "will it not start", "does the door not close": the auxiliary before the subject says what is negated. */
function isOfAVerb(tokens: readonly Token[], negation: number): boolean {
  if (DOES_NOT.has(tokens[negation - 1]?.word ?? '')) return true;
  for (let back = 1; back <= LONGEST_SUBJECT; back++) {
    const token = tokens[negation - back];
    if (token === undefined || token.clause !== tokens[negation]?.clause || BE.has(token.word)) return false;
    if (INVERTING.has(token.word)) return true;
  }
  return false;
}

/** "turn on", "turn the lights off", "log in": the particle decides, up to four words later. */
function particleAt(tokens: readonly Token[], at: number): Place | undefined {
  const pole = PARTICLES.get(tokens[at]?.word ?? '');
  if (pole === undefined) return undefined;
  for (let back = 1; back <= 4; back++) {
    const { stem: verb, word = '' } = tokens[at - back] ?? {};
    // "zoom out on a map", "turn off dark mode in the app": the first of two particles is that of the verb.
    if (verb === undefined || PARTICLES.has(word)) return undefined;
    if (!PARTICLE_STEMS.has(verb)) continue;
    if (SWITCH_STEMS.has(verb) && pole < 4) return { axis: SWITCH_AXIS, pole };
    return { axis: `${verb} …`, pole };
  }
  return undefined;
}

/** "most expensive" and "costliest" are one pole; "least expensive" is then turned to the other. */
function superlative(tokens: readonly Token[], at: number): readonly Place[] | undefined {
  const before = tokens[at - 1]?.word;
  const word = tokens[at]?.word;
  if (before === 'more' || before === 'less') return PLACES.get(`more-${word}`);
  return before === 'most' || before === 'least' ? PLACES.get(`most-${word}`) : undefined;
}
