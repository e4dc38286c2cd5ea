import {
  ANOTHER,
  BARE_WRITING,
  DEFINITE_PART,
  DID_THAT,
  ENDS_POINTING,
  EXCERPT,
  EXPLETIVE,
  INSTEAD,
  LEADS_ON,
  NO_NAME,
  NUMBERED,
  OBJECT,
  OBJECTS,
  PREPOSITIONAL,
  REFERS,
  SAME,
  TOLD_THAT,
} from './phrases/context.ts';
import type { Clause, Reading } from './reading.ts';
import { BARE, EMPTY, RELATIONS } from './words/contexts.ts';

/** Longer requests bring what they are about. */
const MOST_WORDS = 16;
const FEW_WORDS = 8;
const SHORT = 4;

const bare: ReadonlySet<string> = new Set(BARE);
const PRONOUN: ReadonlySet<string> = new Set(
  'it he she they them him its their his her those these that this'.split(' '),
);
const DEMONSTRATIVE: ReadonlySet<string> = new Set('that this those these'.split(' '));
const AFTER_DEMONSTRATIVE: ReadonlySet<string> = new Set(
  'is was are were does did do would will can could has have one ones also still not again true right wrong important mean work correct possible enough'.split(
    ' ',
  ),
);
/** Whether a request leans on what was said before it. */
export function leansOnContext({ clauses, size, hasPayload }: Reading, text: string): boolean {
  const [first] = clauses;
  if (first === undefined || size > MOST_WORDS) return false;
  const whole = wholeText(clauses);
  if (bare.has(whole.trim()) || bare.has(plain(text))) return true;
  if (hasPayload) return false;
  if (size <= FEW_WORDS && (LEADS_ON.test(firstWords(text)) || (clauses.length === 1 && INSTEAD.test(whole))))
    return true;
  if (size <= SHORT && clauses.length === 1 && PREPOSITIONAL.test(whole)) return true;
  const named = clauses.findIndex(({ words }) => words.some((word) => !EMPTY.has(word)));
  const opening = clauses[Math.max(0, named)] ?? first;
  if (clauses.length === 1 && BARE_WRITING.test(whole)) return true;
  if (
    SAME.test(opening.text) ||
    (size <= FEW_WORDS && ANOTHER.test(opening.text)) ||
    EXCERPT.test(opening.text)
  )
    return true;
  if (opening.wrapped === 'told' && (NUMBERED.test(opening.text) || TOLD_THAT.test(opening.text)))
    return true;
  if (clauses.length === 1 && size <= FEW_WORDS && ENDS_POINTING.test(whole)) return true;
  if (clauses.some(({ text: one }) => REFERS.test(one))) return true;
  if ((OBJECT.test(opening.text) || DID_THAT.test(opening.text)) && !EXPLETIVE.test(opening.text))
    return true;
  if (size <= FEW_WORDS && (OBJECTS.test(opening.text) || NO_NAME.test(whole) || DEFINITE_PART.test(whole)))
    return true;
  return size <= FEW_WORDS && (hasDangling(clauses) || namesNothing(clauses));
}

const wholeText = (clauses: readonly Clause[]): string =>
  ` ${clauses.map(({ text }) => text.trim()).join(' ')} `;
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[.?!,…]+/g, '')
    .trim();
const firstWords = (text: string): string => ` ${text.slice(0, 40).toLowerCase().trimStart()} `;

/** A pronoun before which nothing is named that it could stand for. */
function hasDangling(clauses: readonly Clause[]): boolean {
  for (const { text, words } of clauses) {
    if (EXPLETIVE.test(text)) return false;
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? '';
      if (PRONOUN.has(word) && stands(words, at)) return true;
      const isMeasure = words[at - 1] === 'how';
      if (!EMPTY.has(word) && !RELATIONS.has(word) && !isMeasure) return false;
    }
  }
  return false;
}

/** "Any other ideas?": words that all need something before them. */
const namesNothing = (clauses: readonly Clause[]): boolean =>
  clauses.every(({ words }) =>
    words.every((word) => word !== 'you' && word !== 'me' && (EMPTY.has(word) || RELATIONS.has(word))),
  );

/** "That" before a noun points at what follows. */
function stands(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  if (!DEMONSTRATIVE.has(word)) return true;
  const next = words[at + 1];
  return next === undefined || AFTER_DEMONSTRATIVE.has(next) || (at === 1 && words.length === 3);
}
