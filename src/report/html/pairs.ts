import { type Content, type Markup, markup } from './markup.ts';

export interface PairSide {
  /** Who says it: "asked", "served from". */
  readonly label: string;
  readonly text: string;
}

/** Two texts to be compared by eye. */
export interface TextPair {
  readonly left: PairSide;
  readonly right: PairSide;
  /** What stands below both: the answer that one got and the other would get. */
  readonly below?: PairSide;
  /** What is known of the pair: `["cosine", "0.951"]`. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Longer texts are cut where they are shown. */
const MOST_CHARS = 600;

/** Pairs of texts side by side, the words that only one side has marked. */
export const pairList = (pairs: readonly TextPair[]): Markup =>
  markup`${pairs.map(
    ({ left, right, below, facts }) =>
      markup`<div class="pair"><header>${facts.map(([name, value]) => markup`<span>${name} <b>${value}</b></span>`)}</header>
<div class="sides">${side(left, right)}${side(right, left)}</div>${below && markup`<div class="below"><small>${below.label}</small>${cut(below.text)}</div>`}</div>`,
  )}`;

const side = ({ label, text }: PairSide, other: PairSide): Markup =>
  markup`<div><small>${label}</small>${marked(cut(text), wordsOf(cut(other.text)))}</div>`;

function marked(text: string, others: ReadonlySet<string>): Content {
  return text
    .split(/(\s+)/)
    .map((piece) => (piece.trim() === '' || others.has(fold(piece)) ? piece : markup`<mark>${piece}</mark>`));
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).map(fold));

/** Case and the marks around a word make no word. */
const fold = (word: string): string => word.toLowerCase().replace(/^[\p{P}]+|[\p{P}]+$/gu, '');

const cut = (text: string): string => (text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)} …` : text);
