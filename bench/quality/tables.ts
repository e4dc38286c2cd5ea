import { interval, percent } from './format.ts';
import type { QualityReport } from './report.ts';

/** A table with a header row; cells are ready to print. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** All tables of a report, in the order of the page. */
export function tablesOf(report: QualityReport): readonly Table[] {
  return [
    questionSets(report),
    questionSetDomains(report),
    lookalikeKinds(report),
    gold(report),
    streams(report),
    checklist(report),
    ...slotCosts(report),
  ];
}

function questionSets(report: QualityReport): Table {
  const rows = report.questionSets.filter(({ domain }) => domain === 'all');
  return {
    title: 'Question sets of domains that nothing was learnt, fitted or chosen on',
    rows: [
      ['decision', 'k', 'accept', 'light rewordings', 'false accept', 'wrong per served'],
      ...rows.map((row) => [
        row.decision,
        String(row.k),
        interval(row.accept),
        percent(row.light.value),
        interval(row.falseAccept),
        row.wrongPerServed === undefined ? '–' : percent(row.wrongPerServed),
      ]),
    ],
  };
}

function questionSetDomains(report: QualityReport): Table {
  const rows = report.questionSets.filter(
    ({ domain, decision, k }) => domain !== 'all' && decision === report.defaultDecision && k === 4,
  );
  return {
    title: `Question sets by domain, ${report.defaultDecision}, k = 4`,
    rows: [
      ['domain', 'accept', 'light rewordings', 'false accept'],
      ...rows.map((row) => [
        row.domain,
        interval(row.accept),
        percent(row.light.value),
        interval(row.falseAccept),
      ]),
    ],
  };
}

/** Kinds with fewer look-alikes than this are left to the JSON. */
const FEWEST_OF_A_KIND = 15;

function lookalikeKinds(report: QualityReport): Table {
  const find = (decision: string) =>
    report.questionSets.find((row) => row.domain === 'all' && row.k === 4 && row.decision === decision);
  const alone = find(`cosine ≥ ${report.defaultBound}`)?.falseAcceptByKind ?? {};
  const vetoed = find(`cosine ≥ ${report.defaultBound}, vetoes`)?.falseAcceptByKind ?? {};
  const decided = find(report.defaultDecision)?.falseAcceptByKind ?? {};
  const kinds = Object.keys(alone).filter((kind) => (alone[kind]?.n ?? 0) >= FEWEST_OF_A_KIND);
  return {
    title: `Look-alikes accepted by kind, k = 4: cosine ≥ ${report.defaultBound} alone, with vetoes, and ${report.defaultDecision}`,
    rows: [
      ['kind', 'n', 'alone', 'with vetoes', 'decision'],
      ...kinds.map((kind) => [
        kind,
        String(alone[kind]?.n ?? 0),
        percent(alone[kind]?.value ?? 0),
        percent(vetoed[kind]?.value ?? 0),
        percent(decided[kind]?.value ?? 0),
      ]),
    ],
  };
}

function gold(report: QualityReport): Table {
  return {
    title: 'Gold pairs, weighted',
    rows: [
      ['decision', 'recall of `same`', 'wrong per served', 'effective n', '`unsure` served'],
      ...report.gold.map((row) => [
        row.decision,
        interval(row.recall),
        interval(row.wrongPerServed),
        row.wrongPerServed.n.toFixed(0),
        percent(row.unsureServed.value),
      ]),
    ],
  };
}

function streams(report: QualityReport): Table {
  return {
    title: 'Streams (start empty, a miss inserts)',
    rows: [
      [
        'stream',
        'decision',
        'hits',
        'verbatim',
        'paraphrase',
        'label-wrong per served (strict)',
        'oracle',
        'of oracle',
      ],
      ...report.streams.map((row) => [
        row.stream,
        row.decision,
        percent(row.hits.value),
        String(row.verbatimHits),
        String(row.paraphraseHits),
        interval(row.labelWrongPerServed),
        percent(row.oracle.value),
        percent(row.ofOracle),
      ]),
    ],
  };
}

function checklist(report: QualityReport): Table {
  const capabilities = Object.keys(report.checklist[0]?.falseAccept ?? {});
  return {
    title: 'Adversarial pairs: false accept by capability, macro average, accept of the positive ones',
    rows: [
      ['decision', ...capabilities, 'macro', 'accept'],
      ...report.checklist.map((row) => [
        row.decision,
        ...capabilities.map((capability) => percent(row.falseAccept[capability]?.value ?? 0)),
        percent(row.macroFalseAccept),
        percent(row.accept.value),
      ]),
    ],
  };
}

function slotCosts(report: QualityReport): readonly Table[] {
  return report.slotCosts.map(({ floor, n, slots }) => ({
    title: `What each slot costs and prevents among pairs with cosine ≥ ${floor}`,
    rows: [
      [
        'slot',
        `gold same lost (of ${n.goldSame})`,
        'weighted',
        `gold different prevented (of ${n.goldDifferent})`,
        `asked forms lost (of ${n.asked})`,
        `look-alikes prevented (of ${n.lookalikes})`,
        `checklist positives lost (of ${n.checklistPositives})`,
        `checklist negatives prevented (of ${n.checklistNegatives})`,
      ],
      ...slots.map((row) => [
        row.slot,
        String(row.goldSameLost),
        percent(row.goldSameLostShare),
        String(row.goldDifferentPrevented),
        String(row.askedLost),
        String(row.lookalikesPrevented),
        String(row.checklistPositivesLost),
        String(row.checklistNegativesPrevented),
      ]),
    ],
  }));
}

/** Aligned columns for a terminal. */
export function asText({ title, rows }: Table): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${title}\n${lines.join('\n')}\n`;
}

/** A Markdown table under a heading. */
export function asMarkdown({ title, rows }: Table): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...body.map(line), ''].join('\n');
}
