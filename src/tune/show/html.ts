import { sigmoid } from '#cache';
import {
  codeBlock,
  count,
  money as dollars,
  histogram,
  htmlTable,
  lineCurve,
  markup,
  moneyWithin,
  note,
  pairList,
  percent,
  percentWithin,
  type ReportSection,
  reportPage,
  type TextPair,
  type Tile,
  tiles,
} from '#report';
import type { Example } from '../figures/examples.ts';
import type { Change, TuneReport } from '../report.ts';
import type { Tuning } from '../tuning.ts';
import { leftOutWords, SHARES_OF, verdict, warningsOf, wrongWords } from './words.ts';

const RIGHT = 'right' as const;

/** The report as one self-contained HTML page. */
export function htmlReport(report: TuneReport, change: Change): string {
  const { tuning, labels, decision, madeBy, date } = report;
  const { counts } = tuning;
  const broken = labels.broken.length === 0 ? '' : `, ${count(labels.broken.length)} lines broken`;
  return reportPage({
    title: 'How the cache should decide',
    subtitle: `${labels.file}: ${count(counts.pairs)} labelled pairs in ${count(counts.groups)} groups (${count(counts.same)} same, ${count(counts.different)} different, ${count(counts.unsure)} unsure${broken})`,
    summary: [note(verdict(tuning)), tiles(tilesOf(report)), ...warningsOf(report).map(note)],
    sections: [
      ...curveSection(tuning),
      ...scoreSection(tuning),
      ...slotSection(tuning),
      ...quarterSection(tuning),
      ...pairSection(
        'Worst wrong hits',
        'Wrong answers that the bar serves, the surest first.',
        tuning.worst,
      ),
      ...pairSection(
        'Dearest missed hits',
        'Right answers that go upstream: the dearest first where prices are known, else the nearest to the bar.',
        tuning.missed,
      ),
      ...changeSection(change),
    ],
    footer: `${madeBy}, ${date}. Labels SHA-256 ${labels.sha256}. Embedding space ${decision.spaceId}, verifier ${decision.verifierId ?? 'none'}. ${SHARES_OF}`,
  });
}

function tilesOf({ tuning, decision: { similarity } }: TuneReport): readonly Tile[] {
  const { outcome, before, savings } = tuning;
  const now: Tile = {
    label: 'Hits now',
    value: percent(before.hitRate.value),
    detail: `wrong ${wrongWords(before)}`,
  };
  if (outcome.type === 'refused') {
    const missing = outcome.labelsMissing;
    return [
      { label: 'Labels missing', value: missing === undefined ? 'none would do' : count(missing) },
      now,
    ];
  }
  const { reported } = outcome;
  const money = savings?.perThousand;
  return [
    { label: 'Serve from a probability of', value: outcome.bar.toFixed(4), ...cosineOf(similarity) },
    {
      label: 'Hits',
      value: percent(reported.hitRate.value),
      detail: `${percentWithin(reported.hitRate)} of ${count(reported.pairs)} pairs, ${leftOutWords(outcome)}`,
    },
    { label: 'Wrong per served hit', value: percent(reported.wrongRate.value), detail: wrongWords(reported) },
    now,
    money === undefined
      ? { label: 'Saved per 1,000 pairs', value: 'unknown', detail: 'no price' }
      : { label: 'Saved per 1,000 pairs', value: dollars(money.value), detail: moneyWithin(money) },
  ];
}

const cosineOf = (similarity: number | undefined) =>
  similarity === undefined ? {} : { detail: `a cosine of ${similarity.toFixed(4)}` };

function curveSection({ curve, outcome }: Tuning): readonly ReportSection[] {
  if (curve.length < 2) return [];
  const least = Math.max(0, Math.min(...curve.map(({ precision }) => precision)) - 0.05);
  const points = curve.map(({ hitRate, precision, low, high }) => ({
    x: hitRate,
    y: precision,
    low: Math.max(least, low),
    high,
  }));
  return [
    {
      title: 'Right answers against hits',
      lead: 'Each point is a bar, from the strictest on the left to the loosest on the right; the band is the 95 % interval.',
      body: lineCurve({
        title: 'Right answers per served hit against hit rate',
        x: { label: 'hits', range: [0, 1], format: percent },
        y: { label: 'right per served hit', range: [least, 1], format: percent },
        curves: [{ name: 'labelled pairs', points }],
        marks: outcome.type === 'chosen' ? [{ x: outcome.hitRate, label: 'chosen' }] : [],
      }),
    },
  ];
}

function scoreSection({ scores, outcome }: Tuning): readonly ReportSection[] {
  if (scores.length === 0) return [];
  const chosen = outcome.type === 'chosen' ? Math.log(outcome.bar / (1 - outcome.bar)) : undefined;
  return [
    {
      title: 'Scores of right and wrong pairs',
      lead: 'What a slot forbids is not among them. Where both colours stand, no bar parts them: the decision has to read better there.',
      body: histogram({
        title: 'Scores by label',
        x: {
          label: 'probability (evenly spaced in log-odds)',
          format: (value) => sigmoid(value).toPrecision(3),
        },
        y: { label: 'pairs' },
        series: ['same', 'different', 'unsure'],
        bins: scores.map(({ from, to, same, different, unsure }) => ({
          from,
          to,
          counts: [same, different, unsure],
        })),
        marks: chosen === undefined || !Number.isFinite(chosen) ? [] : [{ x: chosen, label: 'bar' }],
      }),
    },
  ];
}

function slotSection({ slots }: Tuning): readonly ReportSection[] {
  if (slots.length === 0) return [];
  return [
    {
      title: 'Slots',
      lead: 'Weighted pairs that only this slot kept back although their probability reaches the bar: right answers lost, wrong ones prevented.',
      body: htmlTable(
        [
          { title: 'slot' },
          { title: 'forbids', align: RIGHT },
          { title: 'right ones lost', align: RIGHT },
          { title: 'wrong ones prevented', align: RIGHT },
        ],
        slots.map(({ slot, vetoed, lost, prevented }) => [
          slot,
          count(vetoed),
          count(lost),
          count(prevented),
        ]),
      ),
    },
  ];
}

function quarterSection({ quarters }: Tuning): readonly ReportSection[] {
  if (quarters.length === 0) return [];
  return [
    {
      title: 'Over time',
      lead: 'The same bar in four stretches of equal time: a bar that holds in one and not in the next is no bar for the future.',
      body: htmlTable(
        [
          { title: 'from' },
          { title: 'pairs', align: RIGHT },
          { title: 'hits' },
          { title: 'wrong per served hit' },
        ],
        quarters.map((quarter) => [
          new Date(quarter.from).toISOString().slice(0, 16).replace('T', ' '),
          count(quarter.pairs),
          quarter.pairs === 0 ? '–' : percentWithin(quarter.hitRate),
          wrongWords(quarter),
        ]),
      ),
    },
  ];
}

function pairSection(title: string, lead: string, list: readonly Example[]): readonly ReportSection[] {
  return list.length === 0 ? [] : [{ title, lead, body: pairList(list.map(textPair)) }];
}

const textPair = ({ line, asked, cached, p, similarity, vetoes }: Example): TextPair => ({
  left: { label: 'asked', text: asked },
  right: { label: 'cached', text: cached },
  facts: [
    ['line', String(line)],
    ...(p === undefined ? [] : [['probability', p.toFixed(4)] as const]),
    ...(similarity === undefined ? [] : [['cosine', similarity.toFixed(3)] as const]),
    ...(vetoes.length === 0 ? [] : [['forbidden by', vetoes.join(', ')] as const]),
  ],
});

function changeSection({ settings, decisionFile }: Change): readonly ReportSection[] {
  const lines =
    settings.length === 0 ? [] : [markup`<p>In the configuration:</p>`, codeBlock(settings.join('\n'))];
  const file =
    decisionFile === undefined
      ? []
      : [
          markup`<p>What reprise tune --apply writes to decision.json in the data folder, and the gateway loads at its start:</p>`,
          codeBlock(decisionFile),
        ];
  return file.length + lines.length === 0 ? [] : [{ title: 'The change', body: [...file, ...lines] }];
}
