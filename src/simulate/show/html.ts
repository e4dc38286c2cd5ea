import {
  bars,
  type Content,
  codeBlock,
  count,
  decimal,
  duration,
  durationWithin,
  histogram,
  htmlTable,
  lineCurve,
  type Markup,
  markup,
  moneyWithin,
  note,
  pairList,
  percent,
  type ReportSection,
  reportPage,
  type TextPair,
  tiles,
} from '#report';
import type { Churn } from '../churn/find-churn.ts';
import { HIT_KINDS, type QuestionPair } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';
import { settingsYaml } from '../findings/recommend.ts';
import {
  hitShare,
  howCompared,
  reasonWords,
  savedMoney,
  savedTime,
  shareOf,
  TIER_WORDS,
  whatWasRead,
} from './words.ts';

/** The findings as one HTML page that needs nothing else. @param file name of the log */
export function htmlReport(found: Findings, file: string): string {
  return reportPage({
    title: 'What the cache would have done',
    subtitle: `${file === '-' ? 'standard input' : file}: ${whatWasRead(found)}; ${howCompared(found)}.`,
    summary: [summary(found), note(found.caveats[0])],
    sections: [
      hits(found),
      misses(found),
      ...churn(found),
      repeats(found),
      ...pairs(found),
      savings(found),
      settings(found),
      limits(found),
    ],
    footer: 'Made by reprise simulate. The page holds questions of the log: keep it where the log is kept.',
  });
}

function summary(found: Findings): Markup {
  const { savings, hits, requests } = found;
  const { money, time } = savings;
  const cost =
    money.savedNanos === undefined
      ? { value: 'unknown', detail: money.priced === 0 ? 'the log has no costs' : 'no hit has a known cost' }
      : {
          value: firstPart(moneyWithin(money.savedNanos)),
          detail: `of ${firstPart(savedMoney(found).split(' of ')[1] ?? '')} spent`,
        };
  return tiles([
    {
      label: 'answered from the cache',
      value: percent(hits.share.value),
      detail: `${hitShare(found)} of ${count(requests)} requests`,
    },
    { label: 'money saved', ...cost },
    {
      label: 'waiting saved',
      value: time.savedMs === undefined ? 'unknown' : firstPart(durationWithin(time.savedMs)),
      detail: time.savedMs === undefined ? 'the log has no durations' : `of ${duration(time.spentMs)}`,
    },
    {
      label: 'evidence',
      value: found.evidence,
      detail: 'no labels: whether hits are right is not known',
    },
  ]);
}

const firstPart = (text: string): string => text.split(/ \(|;/)[0] ?? text;

function hits(found: Findings): ReportSection {
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

function misses(found: Findings): ReportSection {
  const list = found.misses.slice(0, 14);
  return {
    title: 'Why the others missed',
    body: [
      bars(
        'Misses by reason',
        list.map(({ reason, requests }) => ({
          label: reasonWords(reason),
          value: requests,
          text: `${count(requests)} · ${shareOf(requests, found.requests)}`,
          kind: reason === 'churn' ? 4 : 0,
        })),
        found.mode.type === 'sample' ? 'Estimated from the sample' : undefined,
      ),
      similarities(found),
    ],
  };
}

function similarities({ similarities: bins }: Findings): Content {
  const most = bins.findLastIndex(({ served, vetoed, below }) => served + vetoed + below > 0);
  if (most < 0) return undefined;
  const width = (bins[1]?.from ?? 1) - (bins[0]?.from ?? 0);
  return histogram({
    title: 'Similarity of the nearest cached question',
    caption:
      'How near the cached question was, and what became of it. A similarity alone does not tell right from wrong.',
    x: { label: 'cosine', range: [bins[0]?.from ?? 0, 1], format: decimal },
    y: { label: 'questions', format: (value) => count(value) },
    series: ['served', 'forbidden by a difference', 'not sure enough'],
    bins: bins.map(({ from, served, vetoed, below }) => ({
      from,
      to: from + width,
      counts: [served, vetoed, below],
    })),
  });
}

function churn({ churn: list, requests }: Findings): readonly ReportSection[] {
  if (list.length === 0) return [];
  return [
    {
      title: 'A system prompt that changes',
      lead: 'Similarity is asked, and equality counted, only among requests whose everything else is equal. A place that differs with each request keeps all of them apart.',
      body: list.slice(0, 6).map((one) => churnBody(one, requests)),
    },
  ];
}

function churnBody(one: Churn, requests: number): Markup {
  const [place] = one.places;
  const before = one.prompt.slice(0, (place?.from ?? 1) - 1);
  const inside = place && place.to <= one.prompt.length;
  const rest = inside ? one.prompt.slice(place.to) : '';
  return markup`<h3>${count(one.requests)} requests in ${count(one.partitions)} partitions, ${shareOf(one.withOneRequest, one.partitions)} of them with one request</h3>
<p>Without what changes, ${count(one.hits)} more requests (${shareOf(one.hits, requests)}) would repeat an equal one.</p>
${inside ? markup`<pre>${before}<mark>${one.prompt.slice(place.from - 1, place.to)}</mark>${rest}…</pre>` : undefined}
${htmlTable(
  [
    { title: 'characters' },
    { title: 'looks like' },
    { title: 'values', align: 'right' },
    { title: 'examples' },
    { title: 'pattern' },
  ],
  one.places
    .slice(0, 6)
    .map(({ from, to, kind, distinct, compared, examples, pattern }) => [
      `${from}–${to}`,
      kind === 'text' ? 'no pattern' : `a ${kind}`,
      `${distinct} in ${compared}`,
      examples.map((example) => example.slice(0, 60)).join(' · '),
      markup`<code>${pattern}</code>`,
    ]),
)}`;
}

function repeats({ repeats: found, requests, log }: Findings): ReportSection {
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

function pairs({ pairs: { leastSure, vetoed } }: Findings): readonly ReportSection[] {
  if (leastSure.length + vetoed.length === 0) return [];
  return [
    {
      title: 'Pairs to look at',
      lead: 'Read these before you trust the figures: would the answer to the one serve the other?',
      body: [
        leastSure.length === 0
          ? undefined
          : markup`<h3>Served, the least sure first</h3>${pairList(leastSure.map(served))}`,
        vetoed.length === 0
          ? undefined
          : markup`<h3>Refused although they are near</h3>${pairList(vetoed.map(served))}`,
      ],
    },
  ];
}

function served({ asked, cached, answer, similarity, probability, veto, line }: QuestionPair): TextPair {
  return {
    ...(answer === undefined ? {} : { below: { label: 'its answer', text: answer } }),
    left: { label: `asked (line ${line})`, text: asked },
    right: {
      label: veto === undefined ? 'answered from the answer to' : 'not answered from the answer to',
      text: cached,
    },
    facts: [
      ['cosine', similarity.toFixed(3)],
      ...(probability === undefined ? [] : [['probability', probability.toFixed(3)] as const]),
      ...(veto === undefined ? [] : [['differs in', veto] as const]),
    ],
  };
}

function savings(found: Findings): ReportSection {
  const { money, tokens } = found.savings;
  return {
    title: 'Money and time',
    lead: 'What hits would have saved, with 95 % intervals from how the parts of the log differ. What nobody knows is in no sum and is not counted as nothing.',
    body: htmlTable(
      [{ title: '' }, { title: '' }],
      [
        ['money', savedMoney(found)],
        ['requests whose cost is known', `${count(money.priced)} of ${count(found.requests)}`],
        ['waiting', savedTime(found)],
        ['tokens', tokens === 0 ? 'unknown' : count(tokens)],
      ],
    ),
  };
}

function settings({ recommendations }: Findings): ReportSection {
  return {
    title: 'What to set',
    body: [
      markup`<ul>${recommendations.map(({ setting, value, reason }) => markup`<li>${setting === undefined ? undefined : markup`<code>${setting}: ${value}</code> `}${reason}</li>`)}</ul>`,
      codeBlock(settingsYaml(recommendations)),
    ],
  };
}

function limits({ caveats, log }: Findings): ReportSection {
  return {
    title: 'What the figures do not say',
    body: [
      markup`<ul>${caveats.map((caveat) => markup`<li>${caveat}</li>`)}</ul>`,
      log.notStored.length === 0
        ? undefined
        : htmlTable(
            [{ title: 'answers that would not be stored' }, { title: '', align: 'right' }],
            log.notStored.map(({ why, answers }) => [why, count(answers)]),
          ),
      log.broken === 0
        ? undefined
        : htmlTable(
            [{ title: 'line', align: 'right' }, { title: 'why it was left out' }],
            log.brokenLines.map(({ line, problem }) => [line, problem]),
            `${count(log.broken)} lines could not be used; the first of them`,
          ),
    ],
  };
}
