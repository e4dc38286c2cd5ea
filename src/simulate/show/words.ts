import {
  count,
  duration,
  durationWithin,
  money,
  moneyWithin,
  oneLine,
  percent,
  percentWithin,
} from '#report';
import type { VolatilePlace } from '../churn/find-churn.ts';
import type { HitKind } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';

/** The tiers by names that need no manual. */
export const TIER_WORDS: Readonly<Record<HitKind, string>> = {
  exact: 'the same request',
  normalised: 'the same but for case, politeness',
  semantic: 'other words, same meaning',
  coalesced: 'the same, while it was under way',
};

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^no-neighbour$/, 'nothing alike was cached'],
  [/^below-bar$/, 'alike, not sure enough'],
  [/^veto:(.*)$/, 'alike, but $1 differs'],
  [/^expired$/, 'asked before, expired'],
  [/^evicted$/, 'asked before, gone for want of room'],
  [/^not-stored$/, 'asked before, no answer to store'],
  [/^churn$/, 'the system prompt had changed'],
  [/^embedder-language$/, 'not English: exact only'],
  [/^policy:temperature$/, 'temperature above 0.3: exact only'],
  [/^policy:(.*)$/, 'policy: $1'],
  [/^request$/, 'the client forbade it'],
];

/** Why a request missed, in words. */
export function reasonWords(reason: string): string {
  const [pattern, words] = REASONS.find(([each]) => each.test(reason)) ?? [];
  return pattern && words !== undefined ? reason.replace(pattern, words) : reason;
}

/** Days and times without what nobody needs: `2026-11-03 14:05`. */
export const when = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** What was replayed: `12,300 requests of 2026-10-01 to 2026-10-31 (openai), 3 lines broken`. */
export function whatWasRead({ log, requests }: Findings): string {
  const span = log.from === undefined || log.to === undefined ? '' : `, ${when(log.from)} to ${when(log.to)}`;
  const others = log.others.reduce((sum, { rows }) => sum + rows, 0);
  const left = [
    log.broken > 0 ? `${count(log.broken)} broken ${log.broken === 1 ? 'line' : 'lines'}` : '',
    others > 0 ? `${count(others)} ${others === 1 ? 'row' : 'rows'} of other kinds` : '',
  ].filter((part) => part !== '');
  return `${count(requests)} requests (${log.format}${span})${left.length === 0 ? '' : `; left out: ${left.join(', ')}`}`;
}

/** How questions were compared. */
export function howCompared({ mode }: Findings): string {
  if (mode.type === 'full') return `all questions compared; ${count(mode.embedded)} texts embedded`;
  return `${count(mode.sampled)} of ${count(mode.of)} questions compared, a sample; ${count(mode.embedded)} texts embedded`;
}

export const hitShare = ({ hits }: Findings): string => percentWithin(hits.share);

/** Money saved, with all that is not known of it. */
export function savedMoney({ savings: { money: saved }, hits }: Findings): string {
  const { savedNanos, spentNanos, unknownHits, priced, perMonthNanos } = saved;
  if (priced === 0)
    return 'unknown: the log has no costs, and no prices were given (--price-in, --price-out)';
  if (hits.requests === 0) return `$0.00 of ${money(spentNanos)}`;
  if (!savedNanos) return 'unknown: no hit has a known cost, or the log is too short';
  const unknown = unknownHits === 0 ? '' : `; ${count(unknownHits)} hits of unknown cost not in it`;
  const monthly = perMonthNanos ? `; ${moneyWithin(perMonthNanos)} in 30 days like these` : '';
  return `${moneyWithin(savedNanos)} of ${money(spentNanos)}${monthly}${unknown}`;
}

/** Time saved for those who wait. */
export function savedTime({ savings: { time }, hits }: Findings): string {
  if (hits.requests === 0) return '0 s';
  if (!time.savedMs) return 'unknown: the log does not say how long answers took';
  const unknown = time.unknownHits === 0 ? '' : `; ${count(time.unknownHits)} hits of unknown time not in it`;
  return `${durationWithin(time.savedMs)} of ${duration(time.spentMs)} waiting${unknown}`;
}

/** Where a system prompt changes, in a sentence. */
export function placeWords({ from, to, kind, examples, distinct, compared }: VolatilePlace): string {
  const looks = kind === 'text' ? 'no pattern is seen in it' : `looks like a ${kind}`;
  const shown = examples.map((example) => `“${example.slice(0, 40)}”`).join(', ');
  return `characters ${from}–${to} of the system prompt differ (${distinct} values in ${compared} prompts): ${looks}, ${shown}`;
}

export const shareOf = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));

/** Two texts cut to the same length, from a little before the place where they begin to differ. */
export function aroundDifference(one: string, other: string, most: number): readonly [string, string] {
  let same = 0;
  while (same < one.length && one.charAt(same) === other.charAt(same)) same++;
  const longest = Math.max(one.length, other.length);
  const from = longest <= most ? 0 : Math.max(0, Math.min(same - Math.floor(most / 3), longest - most));
  const cut = (text: string): string => oneLine(from === 0 ? text : `…${text.slice(from)}`, most);
  return [cut(one), cut(other)];
}
