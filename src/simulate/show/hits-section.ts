import {
  bars,
  type Content,
  count,
  decimal,
  htmlTable,
  lineCurve,
  percent,
  type ReportSection,
} from '#report';
import { HIT_KINDS } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';
import { shareOf, TIER_WORDS } from './words.ts';

/** How much, from which tier, when, for which models. */
export function hitsSection(found: Findings): ReportSection {
  const rows = HIT_KINDS.map((kind, at) => {
    const { requests, share } = found.hits.byTier[kind];
    return {
      label: kind,
      value: share.value,
      low: share.low,
      high: share.high,
      kind: at,
      text: `${percent(share.value)} · ${count(requests)}`,
    };
  });
  return {
    title: 'Hits by tier',
    lead: HIT_KINDS.map((kind) => `${kind}: ${TIER_WORDS[kind]}`).join(' · '),
    body: [
      bars('Hits by tier', rows, 'Share of all requests, with the 95 % interval for traffic of this kind'),
      overTime(found),
      models(found),
    ],
  };
}

function overTime({ overTime: list }: Findings): Content {
  if (list.length < 8) return undefined;
  return lineCurve({
    title: 'Hits over time',
    caption: `Hits in each of ${list.length} consecutive parts of the log: the cache starts empty`,
    x: { label: 'part of the log', range: [0, 1], format: wholePercent },
    y: { label: 'hits', format: wholePercent },
    curves: [
      { name: 'hits', points: list.map(({ share }, at) => ({ x: (at + 0.5) / list.length, y: share })) },
    ],
  });
}

/** For the ticks of an axis. */
const wholePercent = (share: number): string => `${decimal(share * 100)} %`;

function models({ models: list }: Findings): Content {
  if (list.length < 2) return undefined;
  return htmlTable(
    [
      { title: 'model' },
      { title: 'requests', align: 'right' },
      { title: 'hits', align: 'right' },
      { title: '', align: 'right' },
    ],
    list
      .slice(0, 12)
      .map(({ model, requests, hits }) => [model, count(requests), count(hits), shareOf(hits, requests)]),
  );
}
