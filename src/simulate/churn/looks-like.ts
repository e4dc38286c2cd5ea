/** What the values of a changing place look like. */
export type Kind = 'clock' | 'date' | 'date and clock' | 'uuid' | 'id' | 'number' | 'name' | 'text';

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?`;
const MONTH = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;
const DAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*)`;
const NUMERIC_DATE = String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}`;
const WRITTEN_DATE = String.raw`\d{1,2}(?:st|nd|rd|th)?\.?\s+${MONTH}(?:,?\s+\d{4})?|${MONTH}\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?`;
const DATE = `(?:${DAY}?(?:${NUMERIC_DATE}|${WRITTEN_DATE})|${DAY})`;

const whole = (pattern: string): RegExp => new RegExp(`^[\\s("'<[]*(?:${pattern})[\\s.,;:!?)"'>\\]]*$`, 'i');

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['uuid', whole('[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}')],
  ['date and clock', whole(String.raw`${DATE}[\sT,]*(?:at\s+)?${CLOCK}`)],
  ['clock', whole(CLOCK)],
  ['date', whole(DATE)],
  // Seconds and milliseconds since the epoch of these years.
  ['clock', whole(String.raw`1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?`)],
  ['number', whole(String.raw`[#$€£]?[+-]?\d[\d.,]*\s*%?`)],
  ['id', whole(String.raw`(?=\S*\d)[\w:.#/-]{4,}`)],
];
const NAME = /^[\s("'<[]*\p{Lu}[\p{L}'’.-]*(?:\s+\p{Lu}[\p{L}'’.-]*){0,3}[\s.,;:!?)"'>\]]*$/u;
/** A date or a clock in parts: where the day stays and the minutes change, only those digits are seen. */
const PART = /^[\s("'<[]*(?:\d{1,2}|\d{4})(?:st|nd|rd|th)?[\s.,;:!?)"'>\]]*$/;

/**
 * What most of the values look like: four of five where there is such a kind, else more than half.
 * @param around the words before the place: "time: 14" is a clock, although 14 is a number
 */
export function looksLike(values: readonly string[], around: string): Kind {
  const distinct = [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
  if (distinct.length === 0) return 'text';
  const share = (test: (value: string) => boolean): number => distinct.filter(test).length / distinct.length;
  const dated = share((value) => PART.test(value)) > 0.9;
  if (dated && /\b(?:time|clock|now|hour)\b[^.]{0,40}$/i.test(around)) return 'clock';
  if (dated && /\b(?:date|today|day|year|month)\b[^.]{0,40}$/i.test(around)) return 'date';
  for (const most of [0.8, 0.5]) {
    const kind = KINDS.find(([, pattern]) => share((value) => pattern.test(value)) > most - 1e-9)?.[0];
    if (kind !== undefined) return kind;
    if (share((value) => NAME.test(value)) > most - 1e-9) return 'name';
  }
  return 'text';
}
