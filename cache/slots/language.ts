import type { Token } from './tokens.ts';
import { NATURAL_LANGUAGES } from './words/languages.ts';

/** Languages of which a text speaks. */
export interface Languages {
  /** Those that an answer is asked in ("in French", "to German", "Spanish translation"), sorted. */
  readonly asked: readonly string[];
  /** Those named anywhere, sorted. */
  readonly named: readonly string[];
}

const NONE: Languages = { asked: [], named: [] };
const LEADS_IN: ReadonlySet<string> = new Set(['in', 'into', 'to']);
const PRODUCT: ReadonlySet<string> = new Set([
  'translation',
  'version',
  'equivalent',
  'word',
  'meaning',
  'name',
]);

export function readLanguages(tokens: readonly Token[]): Languages {
  const asked = new Set<string>();
  const named = new Set<string>();
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.word ?? '';
    if (!NATURAL_LANGUAGES.has(word)) continue;
    named.add(word);
    const isAsked = LEADS_IN.has(tokens[at - 1]?.word ?? '') || PRODUCT.has(tokens[at + 1]?.word ?? '');
    if (isAsked) asked.add(word);
  }
  return named.size === 0 ? NONE : { asked: [...asked].sort(), named: [...named].sort() };
}

/** A language asked for on one side has to be named on the other: "poems in Hindi" are "Hindi poems". */
export function languagesDiffer(one: Languages, other: Languages): boolean {
  return !isNamed(one.asked, other.named) || !isNamed(other.asked, one.named);
}

function isNamed(asked: readonly string[], named: readonly string[]): boolean {
  return asked.every((language) => named.includes(language));
}
