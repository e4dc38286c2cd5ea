import { isMisspelling } from './misspelling.ts';
import type { Outline, OutlineWord } from './outline.ts';

/** How one outline becomes the other when a single run of its words is replaced. */
export interface OutlineEdit {
  /** Words before and after the run that both have in the same order. */
  readonly frame: number;
  /** Words with a meaning that only the asked text has in the run; order within the run does not count. */
  readonly asked: readonly OutlineWord[];
  readonly cached: readonly OutlineWord[];
  /** Whether the run has words that both have, in another order. */
  readonly isMoved: boolean;
}

/** Words without a meaning of their own ("really", "good") weigh less than this. */
const LIGHTEST = 0.15;

export function editBetween(asked: Outline, cached: Outline): OutlineEdit {
  const shorter = Math.min(asked.length, cached.length);
  let start = 0;
  while (start < shorter && isSame(asked[start], cached[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(asked[asked.length - 1 - end], cached[cached.length - 1 - end])) {
    end++;
  }
  const ofAsked = asked.slice(start, asked.length - end);
  const ofCached = cached.slice(start, cached.length - end);
  return {
    frame: start + end,
    asked: ofAsked.filter((word) => tells(word, ofCached)),
    cached: ofCached.filter((word) => tells(word, ofAsked)),
    isMoved: ofAsked.some((word) => ofCached.some((other) => isSame(word, other))),
  };
}

function tells(word: OutlineWord, others: Outline): boolean {
  return word.weight > LIGHTEST && !others.some((other) => isSame(word, other));
}

function isSame(one: OutlineWord | undefined, other: OutlineWord | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.key === other.key || isMisspelling(one.key, other.key);
}

/** Words in a run up to which the rest of the text is a frame around it. */
const LONGEST_RUN = 3;

/** Whether the texts are one frame with another filling: "flights to | Oslo | in May". */
export function isFramed({ frame, asked, cached }: OutlineEdit): boolean {
  const run = Math.max(asked.length, cached.length);
  return run > 0 && run <= LONGEST_RUN && frame >= Math.max(1, run);
}

/** Whether one name stands where the other text has another: the same question about something else. */
export function namesReplaced(edit: OutlineEdit): boolean {
  if (!isFramed(edit) || edit.isMoved) return false;
  return edit.asked.some(({ isName }) => isName) && edit.cached.some(({ isName }) => isName);
}

/** Content words around a run from which on one word in it makes another question, not another way to put it. */
const LONG_FRAME = 5;
const LONGER_FRAME = 7;
/** Words that tell at least this much. */
const TELLING = 0.6;

/**
 * Whether a telling word stands where the other text has another, or one is added to the asked text, while everything
 * else is the same and there is much of it: people who put a long question in their own words change more than that.
 */
export function wordsReplaced(edit: OutlineEdit): 'conflict' | 'asked-only' | 'none' {
  if (!isFramed(edit) || edit.isMoved || edit.frame < LONG_FRAME) return 'none';
  const [asked, cached] = [edit.asked.some(isTelling), edit.cached.some(isTelling)];
  if (asked && cached) return 'conflict';
  return asked && edit.cached.length === 0 && edit.frame >= LONGER_FRAME ? 'asked-only' : 'none';
}

function isTelling({ weight }: OutlineWord): boolean {
  return weight >= TELLING;
}
