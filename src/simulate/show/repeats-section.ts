import { bars, count, duration, htmlTable, type Markup, type ReportSection } from '#report';
import type { Findings } from '../findings/findings.ts';
import { shareOf } from './words.ts';

/** What comes again, and how soon. */
export function repeatsSection({ repeats: found, requests, log }: Findings): ReportSection {
  const timed = log.from !== undefined;
  return {
    title: 'What comes again',
    lead: `${count(found.distinctQuestions)} distinct questions. ${shareOf(found.repeatedQuestions, requests)} of the requests repeat one, whatever stands around it; ${shareOf(found.repeatedRequests, requests)} repeat the whole request. Requests lie in ${count(found.partitions)} partitions.`,
    body: [
      timed ? lifeCurve(found, requests) : undefined,
      timed ? distances(found) : undefined,
      htmlTable(
        [{ title: 'asked', align: 'right' }, { title: 'question' }],
        found.top.map(({ text, asked }) => [count(asked), text.slice(0, 300)]),
        'Most repeated questions',
      ),
    ],
  };
}

function lifeCurve({ byTtl }: Findings['repeats'], requests: number): Markup {
  return bars(
    'Hits by time to live',
    byTtl.map(({ ttlSeconds, hits }) => ({
      label: `answers live ${duration(ttlSeconds * 1000)}`,
      value: hits,
      text: `${shareOf(hits, requests)} · ${count(hits)}`,
      kind: 1,
    })),
    'Hits of the tiers that ask for a key, by how long answers live',
  );
}

function distances({ distances: list }: Findings['repeats']): Markup {
  return bars(
    'Repeat distance',
    list.map(({ upToSeconds, count: repeats }, at) => {
      const from = list[at - 1]?.upToSeconds ?? 0;
      const label =
        upToSeconds === null
          ? `after more than ${duration(from * 1000)}`
          : `after ${from === 0 ? 'up' : duration(from * 1000)} to ${duration(upToSeconds * 1000)}`;
      return { label, value: repeats, text: count(repeats), kind: 1 };
    }),
    'Time since the same request came last',
  );
}
