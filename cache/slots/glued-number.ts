import { SCALES } from './words/numbers.ts';
import { UNIT_BY_WORD } from './words/units.ts';

/** One number as it was typed in one piece: "$1,000.50", "10k", "5km", "50%", "21st". */
export interface GluedNumber {
  /** Sign and digits without grouping, not yet scaled. */
  readonly digits: string;
  readonly scale: number;
  /** Unit or currency glued to it, canonical; empty without one. */
  readonly unit: string;
  readonly isOrdinal: boolean;
}

const PARTS =
  /^([+-]?)(?:(us|rs[.-]*|usd|eur|gbp|inr|nt|a|c|hk)?([$€£¥₹~#]?))(\d[\d,]*(?:\.\d+)?)([^\d\s-]*)$/i;
const GROUPED = /^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/;
const ORDINAL_SUFFIX = /^(?:st|nd|rd|th)$/;
/** "20s", "1990's": a decade, or seconds; the number says enough either way. "300s" is seconds. */
const DECADE = /^(?:\d\d)?\d0['’]?s$/;
const RANGE = /^[+-]?[$€£¥₹]?\d[\d,.]*[a-z]{0,2}(?:-[$€£¥₹]?\d[\d,.]*[^\d\s-]*)+$/;
/** "2016-17" is the year in which the season begins. */
const SEASON = /^((?:19|20)\d\d)[-/]\d\d$/;
const ALTERNATIVES = /^[$€£¥₹]?(?:[4-9]\d|\d{3,})(?:\/(?:[4-9]\d|\d{3,}))+$/;

/** Takes one glued number apart; undefined for what is no single number ("12/25/2016", "15:00"). */
export function parseGlued(word: string): GluedNumber | undefined {
  const parts = PARTS.exec(word);
  if (parts === null) return undefined;
  const [, sign = '', prefix = '', currencySign = '', typed = '', suffix = ''] = parts;
  const digits = (sign === '-' ? '-' : '') + ungroup(typed);
  if (ORDINAL_SUFFIX.test(suffix)) return { digits, scale: 1, unit: '', isOrdinal: true };
  const isMoney = prefix !== '' || (currencySign !== '' && currencySign !== '#' && currencySign !== '~');
  const scale = SCALES.get(suffix) ?? (isMoney && suffix === 'm' ? 1e6 : undefined);
  const isPlain = scale !== undefined || DECADE.test(word);
  const unit = isMoney
    ? moneyUnit(prefix, currencySign)
    : isPlain
      ? ''
      : (UNIT_BY_WORD.get(suffix) ?? suffix);
  return { digits, scale: scale ?? 1, unit, isOrdinal: false };
}

/** The numbers of "5-10", "10-12k" and "500/1000"; a single number is a list of one. */
export function splitNumbers(word: string): readonly string[] {
  const season = SEASON.exec(word)?.[1];
  if (season !== undefined) return [season];
  if (ALTERNATIVES.test(word)) return word.split('/');
  if (!RANGE.test(word)) return [word];
  const sign = word.startsWith('-') ? '-' : '';
  const parts = word.slice(sign.length).split('-');
  const suffix = /[a-z]+$/.exec(word)?.[0] ?? '';
  const shared = SCALES.has(suffix) ? suffix : '';
  return parts.map((part, index) => (index === 0 ? sign : '') + part + (/\d$/.test(part) ? shared : ''));
}

function ungroup(typed: string): string {
  const plain = GROUPED.test(typed) ? typed.replaceAll(',', '') : typed.replace(',', '.').replaceAll(',', '');
  return plain.replace(/^0+(?=\d)/, '').replace(/\.$/, '');
}

/** "US$" and "$" are one currency, "A$" is another. */
function moneyUnit(prefix: string, sign: string): string {
  if (sign === '$' && prefix !== '' && prefix !== 'us') return `${prefix}$`;
  const spelling = sign === '' ? prefix.replace(/[.-]+$/, '') : sign;
  return UNIT_BY_WORD.get(spelling) ?? spelling;
}
