import type { PartitionCount } from '../structure/partitions.ts';
import { type ChangingPlace, changingPlaces } from './align.ts';
import { type Kind, looksLike } from './looks-like.ts';
import type { Template } from './templates.ts';

/** A system prompt that changes with every request, so that nothing is ever found again (C32). */
export interface Churn {
  readonly template: number;
  readonly requests: number;
  readonly partitions: number;
  /** Partitions that only one request ever asked. */
  readonly withOneRequest: number;
  /** Where it changes; the place that changes most comes first. */
  readonly places: readonly VolatilePlace[];
  /** Equal questions that would be hits if those places did not count. */
  readonly hits: number;
  /** The prompt's beginning. */
  readonly prompt: string;
}

export interface VolatilePlace {
  /** Characters of the prompt, counted from 1. */
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly examples: readonly string[];
  readonly before: string;
  readonly after: string;
  /** Different values among the prompts that were compared, and how many those were. */
  readonly distinct: number;
  readonly compared: number;
  /** A regular expression for what changes, with the words around it. */
  readonly pattern: string;
}

/** A place with fewer different values than this share of the prompts is no reason that none of them comes again. */
const CHANGING = 0.5;

/** The places that keep requests apart: those that change with nearly each of them; where none does, all. */
export function mainPlaces({ places }: Pick<Churn, 'places'>): readonly VolatilePlace[] {
  const changing = places.filter(({ distinct, compared }) => distinct > CHANGING * compared);
  return changing.length > 0 ? changing : places;
}

/** Fewer requests say nothing. */
const LEAST_REQUESTS = 20;
const CHURNING = 0.5;
const EXAMPLES = 3;
const PROMPT_CHARS = 400;

/** Whether more than half of a pattern's partitions have one request (C32). */
export const isChurning = ({ partitions, withOneRequest, requests }: PartitionCount): boolean =>
  requests >= LEAST_REQUESTS && withOneRequest / partitions > CHURNING;

/**
 * The system prompts whose places change, and what those look like.
 * @param hits hits that a rule for the places would bring, by pattern
 */
export function findChurn(
  templates: readonly Template[],
  counts: ReadonlyMap<number, PartitionCount>,
  hits: ReadonlyMap<number, number>,
): readonly Churn[] {
  const found = templates.flatMap(({ id, samples }): Churn[] => {
    const count = counts.get(id);
    if (!count || !isChurning(count) || samples.length < 2) return [];
    const places = changingPlaces(samples).map(volatilePlace);
    if (places.length === 0) return [];
    return [
      {
        template: id,
        ...count,
        places: places.sort((a, b) => b.distinct - a.distinct || a.from - b.from),
        hits: hits.get(id) ?? 0,
        prompt: (samples[0] ?? '').slice(0, PROMPT_CHARS),
      },
    ];
  });
  return found.sort((a, b) => b.requests - a.requests);
}

function volatilePlace(place: ChangingPlace): VolatilePlace {
  const { values, before, after, from, to } = withoutLabel(place);
  const distinct = [...new Set(values)].filter((value) => value !== '');
  const kind = looksLike(values, before);
  return {
    from,
    to,
    kind,
    examples: distinct.slice(0, EXAMPLES),
    before,
    after,
    distinct: distinct.length,
    compared: values.length,
    pattern: patternOf(before, kind, after),
  };
}

/**
 * "time=06:09" is a label and a value, and "<now>06:09</now>" has one on both sides: what all values begin or end with,
 * up to a sign that parts it from the rest, belongs to the words around.
 */
function withoutLabel(place: ChangingPlace): ChangingPlace {
  const [first = ''] = place.values;
  const lead = /^[\s\S]*[=("'[<>|:]/.exec(commonStart(place.values))?.[0].length ?? 0;
  const cut = place.values.map((value) => value.slice(lead));
  const common = commonStart(cut.map((value) => [...value].reverse().join(''))).length;
  const end = first.length - common;
  const tail = /[)"'\]<>|;][\s\S]*$/.exec(first.slice(Math.max(lead, end)))?.[0].length ?? 0;
  return {
    from: place.from + lead,
    to: place.to - tail,
    before: place.before + first.slice(0, lead),
    after: first.slice(first.length - tail) + place.after,
    values: cut.map((value) => value.slice(0, value.length - tail)),
  };
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let common = 0;
  while (common < first.length && others.every((value) => value.charAt(common) === first.charAt(common)))
    common++;
  return first.slice(0, common);
}

const INNER: Readonly<Record<Kind, string>> = {
  clock: '[0-9:.,APMapmZUTC+ -]+',
  date: '[^\\n]{1,40}?',
  'date and clock': '[^\\n]{1,60}?',
  uuid: '[0-9A-Fa-f-]{36}',
  id: '\\S+',
  number: '[0-9.,]+',
  name: '[^\\n]{1,60}?',
  text: '[\\s\\S]*?',
};

/** The place by what stands on its line before and after it. */
function patternOf(before: string, kind: Kind, after: string): string {
  const lead = before.split('\n').at(-1) ?? '';
  const tail = (after.split('\n', 1)[0] ?? '').slice(0, 12).trimEnd();
  return `${escaped(lead)}${INNER[kind]}${escaped(tail)}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
