import type { OutlineDifference } from './outline-difference.ts';
import type { Token } from './tokens.ts';
import { NARROWING, RESTRICTIONS } from './words/restrictions.ts';
import { CURRENCIES, UNIT_BY_WORD } from './words/units.ts';

/** What a text narrows its question to, as `class value`, sorted: "age child", "price free". */
export type Restrictions = readonly string[];

const NONE: Restrictions = [];
const BY_WORD = restrictionsByWord();

export function readRestrictions(tokens: readonly Token[]): Restrictions {
  let found: Set<string> | undefined;
  for (const [at, { word, raw, kind }] of tokens.entries()) {
    if (kind !== 'word') continue;
    const restriction = BY_WORD.get(raw === 'US' ? 'usa' : word) ?? measureAt(tokens, at);
    if (restriction !== undefined) found = (found ?? new Set()).add(restriction);
  }
  return found === undefined ? NONE : [...found].sort();
}

/** "how many hours", "in euros": what an amount is asked in. */
function measureAt(tokens: readonly Token[], at: number): string | undefined {
  const before = tokens[at - 1]?.word;
  if (before !== 'many' && before !== 'in') return undefined;
  const unit = UNIT_BY_WORD.get(tokens[at]?.word ?? '');
  // "how many times a week" is how often, whatever else is counted.
  if (unit === undefined || unit === 'x') return undefined;
  if (before === 'many') return tokens[at - 2]?.word === 'how' ? `counted ${unit}` : undefined;
  return CURRENCIES.has(unit) ? `currency ${unit}` : undefined;
}

/** Classes of which the texts name different values ("for children" / "for adults"). */
export function restrictionsConflict(one: Restrictions, other: Restrictions): boolean {
  return one.some((restriction) => {
    const kind = classOf(restriction);
    const others = other.filter((each) => classOf(each) === kind);
    return others.length > 0 && !one.some((each) => classOf(each) === kind && others.includes(each));
  });
}

/** Whether the asked text narrows what the cached one leaves open, in a class where that changes the answer. */
export function isNarrowed(asked: Restrictions, cached: Restrictions): boolean {
  return asked.some((restriction) => {
    const kind = classOf(restriction);
    return NARROWING.has(kind) && !cached.some((each) => classOf(each) === kind);
  });
}

/** "Is she an actor?" / "Is she a good actor?": in a question for yes or no, whatever stands there is what is asked. */
export function isAttributeAdded({ ofAsked, ofCached }: OutlineDifference): boolean {
  const [one, other] = ofAsked.count > 0 ? [ofAsked, ofCached] : [ofCached, ofAsked];
  return one.count === 1 && other.count === 0 && one.attributes === 1;
}

function classOf(restriction: string): string {
  return restriction.slice(0, restriction.indexOf(' '));
}

function restrictionsByWord(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const row of RESTRICTIONS) {
    const [kind = '', value = '', ...words] = row.split(' ');
    for (const word of words) found.set(word, `${kind} ${value}`);
  }
  return found;
}
