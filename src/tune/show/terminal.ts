import { count, moneyWithin, oneLine, percent, percentWithin, textBar, textTable } from '#report';
import type { Example } from '../figures/examples.ts';
import type { TuneReport } from '../report.ts';
import type { Tuning } from '../tuning.ts';
import { leftOutWords, SHARES_OF, verdict, warningsOf, wrongWords } from './words.ts';

const PLAIN = [{ title: '' }, { title: '' }];
const TEXT_WIDTH = 100;
const CURVE_ROWS = 12;
const BAR_WIDTH = 30;

/** The report for a terminal, as lines. */
export function terminalReport(report: TuneReport): readonly string[] {
  const { tuning, labels, decision } = report;
  const { counts } = tuning;
  return [
    `${count(counts.pairs)} labelled pairs in ${count(counts.groups)} groups: ${count(counts.same)} same, ` +
      `${count(counts.different)} different, ${count(counts.unsure)} unsure${brokenWords(labels.broken.length)}`,
    ...(counts.fitted > 0
      ? [`${count(counts.fitted)} fit the weights anew, ${count(counts.chosenOn)} choose the bar`]
      : []),
    `decision: ${decision.spaceId}${decision.verifierId === null ? '' : `, ${decision.verifierId}`}`,
    '',
    verdict(tuning),
    ...operatingPoint(report),
    ...warningsOf(report).flatMap((warning) => ['', `warning: ${warning}`]),
    ...section('Right answers per served hit, from strict to loose', curve(tuning)),
    ...section('Scores (log-odds of the decision; what a slot forbids is not among them)', scores(tuning)),
    ...section('Slots: weighted pairs that only this slot kept back', slots(tuning)),
    ...section('By quarter of the time', quarters(tuning)),
    ...section('Worst wrong hits', tuning.worst.flatMap(example)),
    ...section('Dearest missed hits', tuning.missed.flatMap(example)),
    '',
    SHARES_OF,
  ];
}

const brokenWords = (broken: number): string => (broken === 0 ? '' : `; ${count(broken)} lines broken`);

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function operatingPoint({ tuning, decision }: TuneReport): readonly string[] {
  const { outcome, before, savings, unsureServed } = tuning;
  const cosine = decision.similarity === undefined ? '' : `, a cosine of ${decision.similarity.toFixed(4)}`;
  if (outcome.type === 'refused') return [];
  const { reported } = outcome;
  const rows = [
    ['serve from a probability of', `${outcome.bar.toFixed(4)}${cosine}`],
    [`hits, ${leftOutWords(outcome)}`, percentWithin(reported.hitRate)],
    ['wrong per served hit there', wrongWords(reported)],
    ['now, same pairs', `${percentWithin(before.hitRate)} hits, wrong ${wrongWords(before)}`],
    ...(unsureServed === undefined ? [] : [['unsure pairs served', percent(unsureServed)]]),
    ['saved per 1,000 pairs', savingsWords(savings)],
  ];
  return ['', ...textTable(PLAIN, rows)];
}

function savingsWords(savings: Tuning['savings']): string {
  if (savings?.perThousand === undefined) return 'unknown: no price (--price-per-call, or a column cost)';
  const left = savings.served - savings.priced;
  return `${moneyWithin(savings.perThousand)}${left === 0 ? '' : `; price of ${count(left)} hits unknown`}`;
}

function curve({ curve: points }: Tuning): readonly string[] {
  const step = Math.max(1, Math.ceil(points.length / CURVE_ROWS));
  const rows = points
    .filter((_, i) => i % step === 0 || i === points.length - 1)
    .map(({ bar, hitRate, precision, low, high }) => [
      bar.toFixed(4),
      percent(hitRate),
      percentWithin({ value: precision, low, high }),
    ]);
  if (rows.length === 0) return [];
  return textTable(
    [
      { title: 'bar', align: 'right' },
      { title: 'hits', align: 'right' },
      { title: 'right', align: 'left' },
    ],
    rows,
  );
}

function scores({ scores: bins }: Tuning): readonly string[] {
  const most = Math.max(...bins.map(({ same, different }) => Math.max(same, different)), 1);
  const rows = bins
    .filter((_, i) => i % 2 === 0)
    .map(({ from }, i) => {
      const [one, other] = [bins[2 * i], bins[2 * i + 1]];
      const same = (one?.same ?? 0) + (other?.same ?? 0);
      const different = (one?.different ?? 0) + (other?.different ?? 0);
      return [
        from.toFixed(1),
        count(same),
        textBar(same / (2 * most), BAR_WIDTH),
        count(different),
        textBar(different / (2 * most), BAR_WIDTH),
      ];
    });
  return rows.length === 0
    ? []
    : textTable(
        [
          { title: 'from', align: 'right' },
          { title: 'same', align: 'right' },
          { title: '' },
          { title: 'different', align: 'right' },
          { title: '' },
        ],
        rows,
      );
}

function slots({ slots: rows }: Tuning): readonly string[] {
  if (rows.length === 0) return [];
  return textTable(
    [
      { title: 'slot' },
      { title: 'forbids', align: 'right' },
      { title: 'right ones lost', align: 'right' },
      { title: 'wrong ones prevented', align: 'right' },
    ],
    rows.map(({ slot, vetoed, lost, prevented }) => [slot, count(vetoed), count(lost), count(prevented)]),
  );
}

function quarters({ quarters: list }: Tuning): readonly string[] {
  if (list.length === 0) return [];
  return textTable(
    [
      { title: 'from' },
      { title: 'pairs', align: 'right' },
      { title: 'hits' },
      { title: 'wrong per served hit' },
    ],
    list.map((quarter) => [
      new Date(quarter.from).toISOString().slice(0, 16),
      count(quarter.pairs),
      quarter.pairs === 0 ? '–' : percentWithin(quarter.hitRate),
      wrongWords(quarter),
    ]),
  );
}

function example({ line, asked, cached, p, similarity, vetoes }: Example): readonly string[] {
  const facts = [
    ...(p === undefined ? [] : [`probability ${p.toFixed(4)}`]),
    ...(similarity === undefined ? [] : [`cosine ${similarity.toFixed(3)}`]),
    ...(vetoes.length === 0 ? [] : [`forbidden by ${vetoes.join(', ')}`]),
  ];
  return [
    `  line ${line}: ${facts.join(', ')}`,
    `    asked   ${oneLine(asked, TEXT_WIDTH)}`,
    `    cached  ${oneLine(cached, TEXT_WIDTH)}`,
  ];
}
