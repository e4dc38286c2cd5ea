import type { Token } from './tokens.ts';
import { FORMATS, PROGRAMMING_LANGUAGES } from './words/formats.ts';

/** The shape that an answer is asked in. */
export interface Format {
  /** Output formats asked for ("as a table", "in one sentence"), sorted. */
  readonly output: readonly string[];
  /** Programming languages asked for ("in Python"), sorted. */
  readonly inLanguage: readonly string[];
  /** Programming languages named anywhere, sorted. */
  readonly named: readonly string[];
}

const SQL = 'sql';
const SPEAK_SQL: ReadonlySet<string> = new Set(['postgresql', 'mysql', 'sqlite']);
const LEADS_IN: ReadonlySet<string> = new Set(['in', 'as', 'into', 'using', 'with']);
const BETWEEN: ReadonlySet<string> = new Set(['a', 'an', 'the', 'one', 'single', 'short', 'valid', 'simple']);

export function readFormat(tokens: readonly Token[]): Format {
  const output: string[] = [];
  const inLanguage: string[] = [];
  const named: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.word ?? '';
    // A lone capital C is the language where the other text names one; elsewhere it is never compared.
    const isC = tokens[at]?.raw === 'C' || (word === 'c' && LEADS_IN.has(tokens[at - 1]?.word ?? ''));
    const language = isC ? 'c' : PROGRAMMING_LANGUAGES.get(word);
    if (language !== undefined) {
      named.push(language);
      if (LEADS_IN.has(tokens[at - 1]?.word ?? '')) inLanguage.push(language);
    }
    const format = FORMATS.get(word);
    // "in words" may mean anything; "in 100 words" is a length.
    const isCounted =
      format !== 'word' || tokens[at - 1]?.kind === 'number' || tokens[at - 1]?.word === 'one';
    if (format !== undefined && isCounted && isAskedFor(tokens, at)) output.push(format);
  }
  return { output: distinct(output), inLanguage: distinct(inLanguage), named: distinct(named) };
}

/** "in", "as" or "into" up to three words before, with nothing but articles, adjectives and a number between. */
function isAskedFor(tokens: readonly Token[], at: number): boolean {
  for (let back = 1; back <= 3; back++) {
    const token = tokens[at - back];
    if (token === undefined) return false;
    if (token.word === 'as' || token.word === 'in' || token.word === 'into') return true;
    if (token.kind !== 'number' && !BETWEEN.has(token.word) && !FORMATS.has(token.word)) return false;
  }
  return false;
}

/** Asked for on one side only is a difference; merely named languages differ only where both texts name some. */
export function formatsDiffer(one: Format, other: Format): boolean {
  if (one.output.join() !== other.output.join()) return true;
  if (!areNamed(one.inLanguage, other.named) || !areNamed(other.inLanguage, one.named)) return true;
  const isComparable = one.named.length > 0 && other.named.length > 0;
  return isComparable && !one.named.some((language) => isNamed(language, other.named));
}

function areNamed(asked: readonly string[], named: readonly string[]): boolean {
  return asked.every((language) => isNamed(language, named));
}

/** SQL is what PostgreSQL speaks; PostgreSQL and MySQL are two things. */
function isNamed(language: string, named: readonly string[]): boolean {
  if (named.includes(language)) return true;
  if (language === SQL) return named.some((each) => SPEAK_SQL.has(each));
  return SPEAK_SQL.has(language) && named.includes(SQL);
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].sort();
}
