import { styleText } from 'node:util';
import { count, duration, oneLine, percentWithin, textBar, textTable, wrapped } from '#report';
import { mainPlaces } from '../churn/find-churn.ts';
import { HIT_KINDS, type QuestionPair } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';
import {
  aroundDifference,
  hitShare,
  howCompared,
  placeWords,
  reasonWords,
  savedMoney,
  savedTime,
  shareOf,
  TIER_WORDS,
  whatWasRead,
} from './words.ts';

const BAR = 24;
const SHOWN = { misses: 7, questions: 5, pairs: 3, churn: 2, broken: 20 };

/** The findings for a terminal of this many columns, about a screen and a half; lines. */
export function terminalReport(found: Findings, columns = 100): readonly string[] {
  const width = Math.min(Math.max(columns, 60), 120);
  return [
    ...wrapped(whatWasRead(found), width),
    howCompared(found),
    '',
    bold(`${hitShare(found)} would have been answered from the cache`),
    ...hits(found),
    ...wrapped(savedMoney(found), width, '  money  '),
    ...wrapped(savedTime(found), width, '  time   '),
    ...section('Why the others missed', misses(found)),
    ...section('What comes again', repeats(found, width)),
    ...section('A system prompt that changes', churn(found, width)),
    ...section('Look at these before you trust it', pairs(found, width)),
    ...section('What to set', recommendations(found, width)),
    '',
    ...found.caveats.flatMap((caveat, at) =>
      wrapped(caveat, width).map((line) => (at === 0 ? styleText('yellow', line) : dim(line))),
    ),
    ...broken(found, width),
  ];
}

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', bold(title), ...lines];

function hits({ hits: { byTier } }: Findings): readonly string[] {
  const most = Math.max(...HIT_KINDS.map((kind) => byTier[kind].share.value), Number.MIN_VALUE);
  return textTable(
    [{ title: '' }, { title: '', align: 'right' }, { title: '' }, { title: '' }, { title: '' }],
    HIT_KINDS.map((kind) => {
      const { requests, share } = byTier[kind];
      const bar = styleText('green', textBar(share.value / most, BAR).padEnd(BAR));
      return [kind, count(requests), bar, percentWithin(share), dim(TIER_WORDS[kind])];
    }),
  );
}

function misses({ misses: list, requests }: Findings): readonly string[] {
  const shown = list.slice(0, SHOWN.misses);
  const rest = list.slice(SHOWN.misses).reduce((sum, miss) => sum + miss.requests, 0);
  const rows = shown.map((miss) => [
    reasonWords(miss.reason),
    count(miss.requests),
    shareOf(miss.requests, requests),
    dim(miss.reason),
  ]);
  if (rest > 0) rows.push(['other reasons', count(rest), shareOf(rest, requests), '']);
  return textTable(
    [{ title: '' }, { title: '', align: 'right' }, { title: '', align: 'right' }, { title: '' }],
    rows,
  );
}

function repeats({ repeats: found, requests, log }: Findings, width: number): readonly string[] {
  const { distinctQuestions, repeatedQuestions, repeatedRequests, top, partitions, byTtl } = found;
  const ttl = byTtl.filter(({ ttlSeconds }) => [3_600, 86_400, 604_800].includes(ttlSeconds));
  const lives = ttl.map(
    ({ ttlSeconds, hits }) => `${duration(ttlSeconds * 1000)} ${shareOf(hits, requests)}`,
  );
  const all = `${count(distinctQuestions)} distinct questions; ${shareOf(repeatedQuestions, requests)} of requests repeat one, ${shareOf(repeatedRequests, requests)} also in everything else (${count(partitions)} partitions)`;
  return [
    ...wrapped(all, width, '  '),
    ...(log.from === undefined ? [] : [`  hits of the keys if answers live ${lives.join(' · ')}`]),
    ...textTable(
      [{ title: '', align: 'right' }, { title: '' }],
      top
        .slice(0, SHOWN.questions)
        .map(({ text, asked }) => [`${count(asked)} ×`, oneLine(text, width - 14)]),
    ),
  ];
}

function churn({ churn: list, requests }: Findings, width: number): readonly string[] {
  return list.slice(0, SHOWN.churn).flatMap((one) => {
    const share = shareOf(one.withOneRequest, one.partitions);
    const what = `${count(one.requests)} requests in ${count(one.partitions)} partitions, ${share} of them with one request; without it ${count(one.hits)} more hits (${shareOf(one.hits, requests)})`;
    return [...mainPlaces(one).slice(0, 2).map(placeWords), what].flatMap((line) =>
      wrapped(oneLine(line, 300), width, '  '),
    );
  });
}

function pairs({ pairs: { leastSure, vetoed } }: Findings, width: number): readonly string[] {
  return [
    ...leastSure
      .slice(0, SHOWN.pairs)
      .flatMap((pair) => pairLines(styleText('yellow', 'served '), pair, width)),
    ...vetoed.slice(0, SHOWN.pairs).flatMap((pair) => pairLines(styleText('cyan', 'refused'), pair, width)),
  ];
}

function pairLines(mark: string, pair: QuestionPair, width: number): readonly string[] {
  const { similarity, probability, veto } = pair;
  const sure = probability === undefined ? `cosine ${similarity.toFixed(3)}` : `p ${probability.toFixed(3)}`;
  const why = veto === undefined ? sure : `${sure}, ${veto} differs`;
  const [asked, cached] = aroundDifference(pair.asked, pair.cached, width - 21 - why.length);
  return [`  ${mark}  asked   ${asked}`, `           cached  ${cached}  ${dim(why)}`];
}

function recommendations({ recommendations: list }: Findings, width: number): readonly string[] {
  return list.flatMap(({ setting, value, reason }) => {
    const lines = wrapped(reason, width, '    ');
    if (setting !== undefined) return [`  · ${bold(`${setting}: ${value}`)}`, ...lines];
    return [`  · ${lines[0]?.trimStart() ?? ''}`, ...lines.slice(1)];
  });
}

function broken({ log: { broken: all, brokenLines } }: Findings, width: number): readonly string[] {
  if (all === 0) return [];
  const shown = brokenLines.slice(0, SHOWN.broken);
  const more = all > shown.length ? ` … (${count(all)} in all)` : '';
  const [first] = shown;
  const why = first ? `; line ${first.line} ${oneLine(first.problem, 90)}` : '';
  return wrapped(
    `Broken lines, left out: ${shown.map(({ line }) => line).join(', ')}${more}${why}`,
    width,
  ).map(dim);
}
