import { count, duration, percent, wrapped } from '#report';
import { mainPlaces } from '../churn/find-churn.ts';
import type { Findings } from './findings.ts';

/** One change, and what it rests on. */
export interface Recommendation {
  /** Path of the setting; undefined where the change is not one of ours: in the application. */
  readonly setting: string | undefined;
  readonly value: string | number | undefined;
  readonly reason: string;
}

const YAML_WIDTH = 96;
/** A longer life has to bring this share of the requests to be worth a word. */
const WORTH = 0.01;

/** What the findings say about settings; each with its reason, most useful first. */
export function recommend(found: Omit<Findings, 'recommendations' | 'caveats'>): readonly Recommendation[] {
  return [
    shadowFirst(),
    ...volatile(found),
    ...ttl(found),
    ...room(found),
    ...temperature(found),
    ...sharing(found),
  ];
}

const shadowFirst = (): Recommendation => ({
  setting: 'cache.mode',
  value: 'shadow',
  reason:
    'Begin here: the gateway reports its hits and serves none of them. Set it to on when labels say that they are right; the evidence so far is prior.',
});

function volatile({ churn, requests }: Pick<Findings, 'churn' | 'requests'>): readonly Recommendation[] {
  return churn.slice(0, 3).flatMap((one) => {
    const { hits, withOneRequest, partitions } = one;
    const [place] = mainPlaces(one);
    if (!place || hits === 0) return [];
    const what = place.kind === 'text' ? 'part that changes' : place.kind;
    const reason = `Take the ${what} out of the system prompt (characters ${place.from}–${place.to}, “${place.examples[0] ?? ''}”), or move it into the question: ${percent(withOneRequest / partitions)} of its partitions see one request only. ${count(hits)} equal questions (${percent(hits / requests)} of all requests) would be hits.`;
    return [{ setting: undefined, value: undefined, reason }];
  });
}

function ttl({
  repeats,
  requests,
  log,
}: Pick<Findings, 'repeats' | 'requests' | 'log'>): readonly Recommendation[] {
  if (log.from === undefined || log.to === undefined) return [];
  const span = (log.to - log.from) / 1000;
  const tried = repeats.byTtl.filter(({ ttlSeconds }) => ttlSeconds <= Math.max(span, 86_400));
  const best = Math.max(...tried.map(({ hits }) => hits), 0);
  if (best === 0) return [];
  // The shortest life that finds nearly everything: answers should not be older than they have to.
  const enough = tried.find(({ hits }) => hits >= 0.97 * best) ?? tried.at(-1);
  const day = tried.find(({ ttlSeconds }) => ttlSeconds === 86_400);
  if (!enough || (day && Math.abs(enough.hits - day.hits) < WORTH * requests)) return [];
  const difference = day ? enough.hits - day.hits : enough.hits;
  const says =
    difference > 0
      ? `finds ${count(difference)} more repeats (${percent(difference / requests)} of all requests) than a day does; only where answers stay right for that long`
      : 'finds nearly all repeats that a day does, and answers are never older';
  return [
    {
      setting: 'cache.ttlSeconds.default',
      value: enough.ttlSeconds,
      reason: `A life of ${duration(enough.ttlSeconds * 1000)} ${says}.`,
    },
  ];
}

function room({
  room: { peakEntries, evicted, maxEntries },
}: Pick<Findings, 'room'>): readonly Recommendation[] {
  if (evicted === 0) return [];
  const value = Math.ceil((maxEntries + evicted) / 10_000) * 10_000;
  return [
    {
      setting: 'cache.maxEntries',
      value: Math.min(value, 2_000_000),
      reason: `${count(evicted)} answers had to go for want of room; ${count(peakEntries)} were held at most.`,
    },
  ];
}

function temperature({ misses, requests }: Pick<Findings, 'misses' | 'requests'>): readonly Recommendation[] {
  const warm = misses.find(({ reason }) => reason === 'policy:temperature')?.requests ?? 0;
  if (warm < WORTH * requests) return [];
  return [
    {
      setting: undefined,
      value: undefined,
      reason: `${count(warm)} requests (${percent(warm / requests)}) ask for a temperature above 0.3 and match exactly only. Where answers need not vary, leave it out.`,
    },
  ];
}

function sharing({ repeats, requests }: Pick<Findings, 'repeats' | 'requests'>): readonly Recommendation[] {
  if (repeats.sharedHits < WORTH * requests) return [];
  return [
    {
      setting: undefined,
      value: undefined,
      reason: `${count(repeats.sharedHits)} more requests (${percent(repeats.sharedHits / requests)}) repeat a question of another tenant. Give keys one team, or set cache.scope: global, only where no answer depends on who asks.`,
    },
  ];
}

/** The settings among them as they stand in `reprise.config.yaml`. */
export function settingsYaml(list: readonly Recommendation[]): string {
  const set = list.filter(({ setting, value }) => setting !== undefined && value !== undefined);
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const { setting = '', value, reason } of set.toSorted((a, b) =>
    (a.setting ?? '') < (b.setting ?? '') ? -1 : 1,
  )) {
    const path = setting.split('.');
    const groups = path.slice(0, -1);
    const shared = groups.findIndex((name, at) => open[at] !== name);
    const from = shared < 0 ? groups.length : shared;
    groups.slice(from).forEach((name, at) => {
      lines.push(`${'  '.repeat(from + at)}${name}:`);
    });
    const indent = '  '.repeat(groups.length);
    const why = wrapped(reason, YAML_WIDTH, `${indent}# `).map((line, at) =>
      at === 0 ? line : `${indent}# ${line.trimStart()}`,
    );
    lines.push(...why, `${indent}${path.at(-1)}: ${value}`);
    open = groups;
  }
  return lines.join('\n');
}
