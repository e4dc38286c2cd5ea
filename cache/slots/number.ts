import type { Difference } from './difference.ts';
import { parseGlued, splitNumbers } from './glued-number.ts';
import { parseNumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';
import { IN_PASSING_NUMBERS, ROMAN_NUMERALS, SCALES } from './words/numbers.ts';
import { BASE_UNITS, CURRENCIES, GLUED_ONLY, UNIT_BY_WORD } from './words/units.ts';

/** Marks what a text names without depending on it: "both my cards", "once". */
const IN_PASSING = '~';
/** One of these is a rhythm or a length that others say without a number: "a day", "per day". */
const PERIODIC: ReadonlySet<string> = new Set(['min', 'h', 'd', 'wk', 'mo', 'y']);
const YEAR = /^(?:19|20)\d\d $/;
/** Words around a digit that stands for "to" or "for": "how 2 fix it", "a box 4 my keys". */
const BEFORE_TO: ReadonlySet<string> = new Set(
  'how have has had need needs want wants going got trying like able way where what when hard easy go'.split(
    ' ',
  ),
);
const AFTER_FOR: ReadonlySet<string> = new Set('a an the my your me you free it this that'.split(' '));
const NO_NOUN: ReadonlySet<string> = new Set(
  'of or and to in on at by for from is are was later longer before after ago when while if'.split(' '),
);
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
  if (isLetterForm(tokens, at)) return at + 1;
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
    const unit = glued.unit || unitAfter || currencyBefore(tokens[at - 1]) || rankBefore(tokens[at - 1]);
    const value = scaled(glued.digits, glued.scale * (scaleAfter ?? 1), unit !== '');
    // "100 %" is "completely" more often than a quantity, a bare 1 is "a".
    const isIdle = (value === '100' && unit === '%') || (value === '1' && unit === '');
    if (!isIdle) found.add(`${value === '1' && PERIODIC.has(unit) ? IN_PASSING : ''}${value} ${unit}`);
  }
  return next;
}

/** "the second key" and "a second key" are ranks; "a second", "per second" and "a second later" are times. */
function isRank(tokens: readonly Token[], at: number): boolean {
  if (!COUNTS_SECONDS.has(tokens[at - 1]?.word ?? '')) return true;
  const next = tokens[at + 1];
  const isNoun = next?.kind === 'word' && next.clause === tokens[at]?.clause && !NO_NOUN.has(next.word);
  return tokens[at - 1]?.word === 'a' && isNoun;
}

function isLetterForm(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word;
  const next = tokens[at + 1];
  if (word === '2') {
    return BEFORE_TO.has(tokens[at - 1]?.word ?? '') && next?.kind === 'word' && !UNIT_BY_WORD.has(next.word);
  }
  return word === '4' && tokens[at - 1]?.kind === 'word' && AFTER_FOR.has(next?.word ?? '');
}

function readWord(tokens: readonly Token[], at: number, found: Set<string>): number {
  const parsed = parseNumberWords(tokens, at);
  if (parsed !== undefined) {
    const unit = unitAt(tokens, parsed.next);
    found.add(`${parsed.value} ${unit || currencyBefore(tokens[at - 1])}`);
    return unit === '' ? parsed.next : parsed.next + 1;
  }
  const word = tokens[at]?.word ?? '';
  const inPassing = IN_PASSING_NUMBERS.get(word);
  if (inPassing !== undefined) found.add(`${IN_PASSING}${inPassing} `);
  const roman = ROMAN_NUMERALS.get(word);
  if (roman !== undefined) found.add(`${roman} `);
  if (word === 'second' && isRank(tokens, at)) found.add('2 ');
  // "one" is a pronoun unless it counts a unit.
  const unit = word === 'one' ? unitAt(tokens, at + 1) : '';
  if (unit === '') return at + 1;
  found.add(`${IN_PASSING}1 ${unit}`);
  return at + 2;
}

/** "the top 5 phones": how many are asked for matters only where the other text says it too. */
const RANKED = 'top';

function rankBefore(token: Token | undefined): string {
  return token?.word === RANKED ? RANKED : '';
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

/** "3.10" keeps its zero (it may be a version), "1.50 euros" and "5.0" do not. */
function scaled(digits: string, scale: number, isMeasured: boolean): string {
  if (/^\d\.0$/.test(digits)) return digits.slice(0, 1);
  if (scale !== 1) return String(Number((Number(digits) * scale).toPrecision(15)));
  return isMeasured && digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;
}

/**
 * How two lists of quantities differ. A unit that one side leaves out ("5 km", "5") is no difference, nor is another
 * unit of the same quantity ("60 seconds", "1 minute"), nor what is named in passing ("both", "once").
 */
export function numbersDiffer(asked: readonly string[], cached: readonly string[]): Difference {
  if (asked.length === 0 && cached.length === 0) return 'none';
  const [askedOnly, cachedOnly] = [missingIn(cached, asked), missingIn(asked, cached)];
  if (askedOnly.length === 0 && cachedOnly.length === 0) return 'none';
  if (askedOnly.length > 0 && cachedOnly.length > 0) return 'conflict';
  if (askedOnly.length > 0) return 'asked-only';
  return cachedOnly.every(isYear) && !asked.some(isYear) ? 'implied' : 'cached-only';
}

function isYear(item: string): boolean {
  return YEAR.test(item);
}

/** The quantities of `part` that `all` has not. */
function missingIn(all: readonly string[], part: readonly string[]): readonly string[] {
  const units = new Map<string, Set<string>>();
  for (const item of all) {
    const [value, unit] = partsOf(item);
    units.set(value, (units.get(value) ?? new Set()).add(unit));
  }
  return part.filter((item) => {
    if (item.startsWith(IN_PASSING)) return false;
    const [value, unit] = partsOf(item);
    if (unit === RANKED && !all.some((other) => other.endsWith(` ${RANKED}`))) return false;
    const known = units.get(value);
    if (known !== undefined && (unit === '' || known.has('') || known.has(unit))) return false;
    const base = inBaseUnit(value, unit);
    return base === undefined || !all.some((other) => inBaseUnit(...partsOf(other)) === base);
  });
}

function partsOf(item: string): readonly [value: string, unit: string] {
  const space = item.indexOf(' ');
  return [item.slice(item.startsWith(IN_PASSING) ? 1 : 0, space), item.slice(space + 1)];
}

/** "1 min" and "60 s" are both "60 s"; undefined for a unit that is no multiple of another. */
function inBaseUnit(value: string, unit: string): string | undefined {
  const conversion = BASE_UNITS.get(unit);
  if (conversion === undefined) return undefined;
  return `${Number((Number(value) * conversion.factor).toPrecision(12))} ${conversion.base}`;
}
