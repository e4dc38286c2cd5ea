import { styleText } from 'node:util';
import { count, duration, oneLine, percentWithin, textBar, textTable } from '#report';
import { HIT_KINDS, type QuestionPair } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';
import {
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
const TEXT = 62;
const SHOWN = { misses: 7, questions: 5, pairs: 3, churn: 2, broken: 20 };

/** The findings for a terminal, about a screen and a half; lines. */
export function terminalReport(found: Findings): readonly string[] {
  return [
    whatWasRead(found),
    howCompared(found),
    '',
    bold(`${hitShare(found)} would have been answered from the cache`),
    ...hits(found),
    `  money  ${savedMoney(found)}`,
    `  time   ${savedTime(found)}`,
    ...section('Why the others missed', misses(found)),
    ...section('What comes again', repeats(found)),
    ...section('A system prompt that changes', churn(found)),
    ...section('Look at these before you trust it', pairs(found)),
    ...section('What to set', recommendations(found)),
    '',
    ...found.caveats.map((caveat, at) => (at === 0 ? styleText('yellow', caveat) : dim(caveat))),
    ...broken(found),
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

function repeats({ repeats: found, requests, log }: Findings): readonly string[] {
  const { distinctQuestions, repeatedQuestions, repeatedRequests, top, partitions, byTtl } = found;
  const ttl = byTtl.filter(({ ttlSeconds }) => [3_600, 86_400, 604_800].includes(ttlSeconds));
  const lives = ttl.map(
    ({ ttlSeconds, hits: found }) => `${duration(ttlSeconds * 1000)} ${shareOf(found, requests)}`,
  );
  return [
    `  ${count(distinctQuestions)} distinct questions; ${shareOf(repeatedQuestions, requests)} of requests repeat one, ${shareOf(repeatedRequests, requests)} also in everything else (${count(partitions)} partitions)`,
    ...(log.from === undefined ? [] : [`  hits of the keys if answers live ${lives.join(' · ')}`]),
    ...textTable(
      [{ title: '', align: 'right' }, { title: '' }],
      top.slice(0, SHOWN.questions).map(({ text, asked }) => [`${count(asked)} ×`, oneLine(text, TEXT + 20)]),
    ),
  ];
}

function churn({ churn: list, requests }: Findings): readonly string[] {
  return list.slice(0, SHOWN.churn).flatMap((one) => {
    const lines = one.places.slice(0, 2).map((place) => `  ${oneLine(placeWords(place), 150)}`);
    const share = shareOf(one.withOneRequest, one.partitions);
    return [
      ...lines,
      `  ${count(one.requests)} requests in ${count(one.partitions)} partitions, ${share} of them with one request; without it ${count(one.hits)} more hits (${shareOf(one.hits, requests)})`,
    ];
  });
}

function pairs({ pairs: { leastSure, vetoed } }: Findings): readonly string[] {
  return [
    ...leastSure.slice(0, SHOWN.pairs).flatMap((pair) => pairLines(styleText('yellow', 'served '), pair)),
    ...vetoed.slice(0, SHOWN.pairs).flatMap((pair) => pairLines(styleText('cyan', 'refused'), pair)),
  ];
}

function pairLines(
  mark: string,
  { asked, cached, similarity, probability, veto }: QuestionPair,
): readonly string[] {
  const sure = probability === undefined ? `cosine ${similarity.toFixed(3)}` : `p ${probability.toFixed(3)}`;
  const why = veto === undefined ? sure : `${sure}, ${veto} differs`;
  return [
    `  ${mark}  asked   ${oneLine(asked, TEXT)}`,
    `           cached  ${oneLine(cached, TEXT)}  ${dim(why)}`,
  ];
}

function recommendations({ recommendations: list }: Findings): readonly string[] {
  return list.map(({ setting, value, reason }) =>
    setting === undefined ? `  · ${reason}` : `  · ${bold(`${setting}: ${value}`)}  ${reason}`,
  );
}

function broken({ log: { broken: count, brokenLines } }: Findings): readonly string[] {
  if (count === 0) return [];
  const shown = brokenLines.slice(0, SHOWN.broken);
  const lines = shown.map(({ line }) => line).join(', ');
  const more = count > shown.length ? ' …' : '';
  const [first] = shown;
  return [
    dim(
      `Broken lines, left out: ${lines}${more}${first ? ` (line ${first.line} ${oneLine(first.problem, 90)})` : ''}`,
    ),
  ];
}
