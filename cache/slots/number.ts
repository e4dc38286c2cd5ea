import { parseGlued, splitNumbers } from './glued-number.ts';
import { parseNumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';
import { ROMAN_NUMERALS, SCALES } from './words/numbers.ts';
import { CURRENCIES, GLUED_ONLY, UNIT_BY_WORD } from './words/units.ts';

/** Words after which "second" is a time, not a rank. */
const COUNTS_SECONDS: ReadonlySet<string> = new Set(['per', 'a', 'every', 'each', 'split', 'one']);

/**
 * The quantities of a text as distinct sorted `value unit`, without the tokens that the dates took. "1,000",
 * "1000" and "one thousand" are one value. "first" and "1st" are left out: they are adverbs more often.
 */
export function readNumbers(tokens: readonly Token[], taken: ReadonlySet<number>): readonly string[] {
  const found = new Set<string>();
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    if (taken.has(at) || token.kind === 'opaque') at++;
    else if (token.kind === 'number') at = readDigits(tokens, at, token.word, found);
    else at = readWord(tokens, at, found);
  }
  return found.size < 2 ? [...found] : [...found].sort();
}

function readDigits(tokens: readonly Token[], at: number, word: string, found: Set<string>): number {
  const parts = splitNumbers(word);
  let next = at + 1;
  for (const [index, part] of parts.entries()) {
    const glued = parseGlued(part);
    if (glued === undefined) {
      // "1/2" is 0.5; dates with slashes and "24x7" are one literal that has to be equal.
      found.add(`${fraction(part) ?? part} `);
      continue;
    }
    if (glued.isOrdinal) {
      if (glued.digits !== '1') found.add(`${glued.digits} `);
      continue;
    }
    const isLast = index === parts.length - 1;
    const isOpen = isLast && (glued.unit === '' || CURRENCIES.has(glued.unit));
    const scaleAfter = isOpen ? SCALES.get(tokens[next]?.word ?? '') : undefined;
    if (scaleAfter !== undefined) next++;
    const unitAfter = isLast && glued.unit === '' ? unitAt(tokens, next) : '';
    if (unitAfter !== '') next++;
    const unit = glued.unit || unitAfter || currencyBefore(tokens[at - 1]);
    const value = scaled(glued.digits, glued.scale * (scaleAfter ?? 1), unit !== '');
    // "100 %" is "completely" more often than a quantity, a bare 1 is "a".
    const isIdle = (value === '100' && unit === '%') || (value === '1' && unit === '');
    if (!isIdle) found.add(`${value} ${unit}`);
  }
  return next;
}

function readWord(tokens: readonly Token[], at: number, found: Set<string>): number {
  const parsed = parseNumberWords(tokens, at);
  if (parsed !== undefined) {
    const unit = unitAt(tokens, parsed.next);
    found.add(`${parsed.value} ${unit || currencyBefore(tokens[at - 1])}`);
    return unit === '' ? parsed.next : parsed.next + 1;
  }
  const word = tokens[at]?.word ?? '';
  const roman = ROMAN_NUMERALS.get(word);
  if (roman !== undefined) found.add(`${roman} `);
  if (word === 'second' && !COUNTS_SECONDS.has(tokens[at - 1]?.word ?? '')) found.add('2 ');
  // "one" is a pronoun unless it counts a unit.
  const unit = word === 'one' ? unitAt(tokens, at + 1) : '';
  if (unit === '') return at + 1;
  found.add(`1 ${unit}`);
  return at + 2;
}

function currencyBefore(token: Token | undefined): string {
  const unit = UNIT_BY_WORD.get(token?.word ?? '');
  return unit !== undefined && CURRENCIES.has(unit) ? unit : '';
}

/** The unit that the word at this place names; "square metres" are two words of it. */
function unitAt(tokens: readonly Token[], at: number): string {
  const word = tokens[at]?.word ?? '';
  if (word === 'square' || word === 'sq') return UNIT_BY_WORD.get(`${unitAt(tokens, at + 1)}2`) ?? '';
  return GLUED_ONLY.has(word) ? '' : (UNIT_BY_WORD.get(word) ?? '');
}

function fraction(part: string): string | undefined {
  const [, above, below] = /^([1-9]\d?)\/([1-9]\d?)$/.exec(part) ?? [];
  return above === undefined || Number(above) >= Number(below)
    ? undefined
    : String(Number(above) / Number(below));
}

/** "3.10" keeps its zero (it may be a version), "1.50 euros" does not. */
function scaled(digits: string, scale: number, isMeasured: boolean): string {
  if (scale !== 1) return String(Number((Number(digits) * scale).toPrecision(15)));
  return isMeasured && digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;
}

/** Whether two lists of quantities differ. A unit that one side leaves out ("5 km", "5") is no difference. */
export function numbersDiffer(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 && other.length === 0) return false;
  return !covers(one, other) || !covers(other, one);
}

function covers(all: readonly string[], part: readonly string[]): boolean {
  const units = new Map<string, Set<string>>();
  for (const item of all) {
    const [value = '', unit = ''] = item.split(' ');
    units.set(value, (units.get(value) ?? new Set()).add(unit));
  }
  return part.every((item) => {
    const [value = '', unit = ''] = item.split(' ');
    const known = units.get(value);
    return known !== undefined && (unit === '' || known.has('') || known.has(unit));
  });
}
