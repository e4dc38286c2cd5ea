import {
  codeBlock,
  count,
  duration,
  durationWithin,
  htmlTable,
  type Markup,
  markup,
  moneyWithin,
  note,
  percent,
  type ReportSection,
  reportPage,
  tiles,
} from '#report';
import type { Findings } from '../findings/findings.ts';
import { settingsYaml } from '../findings/recommend.ts';
import { churnSections } from './churn-section.ts';
import { hitsSection } from './hits-section.ts';
import { missesSection } from './misses-section.ts';
import { pairSections } from './pairs-section.ts';
import { repeatsSection } from './repeats-section.ts';
import { hitShare, howCompared, savedMoney, savedTime, whatWasRead } from './words.ts';

/** The findings as one HTML page that needs nothing else. @param file name of the log */
export function htmlReport(found: Findings, file: string): string {
  return reportPage({
    title: 'What the cache would have done',
    subtitle: `${file === '-' ? 'standard input' : file}: ${whatWasRead(found)}; ${howCompared(found)}.`,
    summary: [summary(found), note(found.caveats[0])],
    sections: [
      hitsSection(found),
      missesSection(found),
      ...churnSections(found),
      repeatsSection(found),
      ...pairSections(found),
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
            `Lines that could not be used: ${count(log.broken)}; the first of them`,
          ),
    ],
  };
}
