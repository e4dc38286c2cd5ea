import type { PairLabel, QuestionPair } from './labelled-pair.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a field has to be, where it is not. */
class WrongField extends Error {}

const LABELS: Readonly<Record<string, PairLabel>> = {
  same: 'same',
  different: 'different',
  unsure: 'unsure',
  '1': 'same',
  '0': 'different',
};

const LONGEST_TEXT = 100_000;
const NANOS_PER_DOLLAR = 1e9;
/** Seconds since 1970 have ten digits, milliseconds thirteen. */
const LARGEST_SECONDS = 1e11;

/** A pair from the fields of a record, or the problem with it. Fields that are not known are passed over. */
export function readPair(line: number, fields: Fields): QuestionPair | { readonly problem: string } {
  return tried(() => {
    const answer = text(fields, 'answer');
    const cluster = text(fields, 'cluster');
    const stratum = text(fields, 'stratum');
    const time = timeOf(fields.time);
    const similarity = number(fields, 'similarity', -1, 1);
    const cost = number(fields, 'cost', 0, 1e6);
    const stratumPairs = number(fields, 'stratumpairs', 1, 1e12) ?? number(fields, 'stratumPairs', 1, 1e12);
    return {
      line,
      asked: needed(fields, 'asked'),
      cached: needed(fields, 'cached'),
      weight: number(fields, 'weight', 1e-9, 1e12) ?? 1,
      ...(answer === undefined ? {} : { answer }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(time === undefined ? {} : { time }),
      ...(similarity === undefined ? {} : { similarity }),
      ...(cost === undefined ? {} : { costNanos: cost * NANOS_PER_DOLLAR }),
      ...(stratum === undefined || stratumPairs === undefined ? {} : { stratum, stratumPairs }),
    };
  });
}

/** The label of a record, or the problem with it. */
export function readLabel(fields: Fields): PairLabel | { readonly problem: string } {
  const label =
    LABELS[
      String(fields.label ?? '')
        .trim()
        .toLowerCase()
    ];
  if (label !== undefined) return label;
  return { problem: `\`label\` must be same, different, unsure, 1 or 0, not ${shown(fields.label)}` };
}

function tried<Value>(read: () => Value): Value | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof WrongField) return { problem: error.message };
    throw error;
  }
}

function needed(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value.trim() === '') throw new WrongField(`\`${name}\` is missing`);
  return value;
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new WrongField(`\`${name}\` must be a text, not ${shown(value)}`);
  if (value.length > LONGEST_TEXT)
    throw new WrongField(`\`${name}\` is longer than ${LONGEST_TEXT} characters`);
  return value;
}

function number(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  const read = typeof value === 'string' ? Number(value) : value;
  if (typeof read === 'number' && read >= least && read <= most) return read;
  throw new WrongField(`\`${name}\` must be a number from ${least} to ${most}, not ${shown(value)}`);
}

/** ISO 8601, or seconds or milliseconds since 1970. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const asNumber = Number(value);
  const time = Number.isFinite(asNumber)
    ? asNumber * (Math.abs(asNumber) < LARGEST_SECONDS ? 1000 : 1)
    : Date.parse(String(value));
  if (Number.isFinite(time)) return time;
  throw new WrongField(`\`time\` must be ISO 8601 or seconds since 1970, not ${shown(value)}`);
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
