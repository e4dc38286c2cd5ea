import { percent } from './format.ts';
import { share } from './intervals.ts';
import type { Adjudicated, QualityReport } from './report.ts';
import { asMarkdown, tablesOf } from './tables.ts';

/** `docs/quality.md` from `bench/results/quality.json`; a test holds the two together. */
export function qualityPage(report: QualityReport): string {
  return [
    '# Quality of the semantic decision',
    '',
    '<!-- Made by `npm run bench:quality -- --page docs/quality.md`; edit bench/quality/page.ts instead. -->',
    '',
    `Measured on ${report.date} at commit \`${report.commit}\`${report.dirty ? ' with local changes' : ''} by ` +
      `\`${report.command}\`, Node ${report.node}. Bundled model \`${report.model.spaceId}\`, SHA-256 ` +
      `\`${report.model.sha256.slice(0, 16)}…\`; verifier \`${report.verifierId ?? 'none'}\`. The decision of a fresh ` +
      `install is **${report.defaultDecision}**: the most probable of the nearest five that no slot forbids.`,
    '',
    ...WHAT_IS_MEASURED,
    '',
    ...adjudicated(report),
    `Reading the slots of a question takes ${report.timing.readSlotsMicros.toFixed(0)} µs ` +
      `(mean ${report.timing.meanWords.toFixed(0)} words); a decision over five candidates ` +
      `takes ${report.timing.decisionMicros.toFixed(0)} µs, the embedding apart; on ${report.machine.cpu}.`,
    '',
    ...tablesOf(report).map(asMarkdown),
  ].join('\n');
}

const WHAT_IS_MEASURED: readonly string[] = [
  'The question sets below are of domains on which nothing was learnt, fitted or chosen. The other data are development ' +
    'data: the vetoes were written with some of these pairs in view, so pairs that nobody has looked at will fare worse.',
  '',
  'Intervals are 95 % (Wilson; weighted rows by their effective sample size). Zero wrong in n proves only 3/n.',
  '',
  '- **Question sets**: intents with eight forms and six look-alikes each, adversarial on purpose: ' +
    'asked forms share few words, look-alikes many. k of the eight forms are cached. *Accept* is the share of the ' +
    'others that get the right answer, *false accept* the share of look-alikes that get any answer, *light ' +
    'rewordings* the share of cached forms that still hit without capitals, with contractions, politely, mistyped. ' +
    '*Wrong per served* assumes 80 % asked forms and 20 % look-alikes.',
  '- **Gold pairs**: 800 nearest-neighbour pairs, read and labelled twice, weighted to the stream they come from.',
  '- **Streams**: 20,000 requests each, with 5, 20 and 60 % repeats; verbatim ones are frequent at 60 % only. A hit is label-wrong when the ' +
    'data set calls the two texts different questions. That is strict: about a quarter of those labels are mistaken.',
  '- **Adversarial pairs**: 17,544 minimal pairs by capability. A swapped comparison ("Are apes longer than sharks?" / ' +
    '"Are sharks longer than apes?") counts there as the same question; here it is vetoed, because a bare "no" ' +
    'would be wrong for the other.',
  '- **Slots**: how many pairs near enough to be served each slot keeps apart, right ones (lost) and wrong ones ' +
    '(prevented). A pair with several differing slots counts for each of them.',
];

function adjudicated(report: QualityReport): readonly string[] {
  const sample = report.adjudicated;
  if (sample === undefined) return [];
  const stream = report.streams.find(
    (row) => row.stream === sample.stream && row.decision === report.defaultDecision,
  );
  if (stream === undefined) return [];
  const strict = percent(stream.labelWrongPerServed.value);
  return [
    '## Label-wrong hits, read',
    '',
    `Of ${sample.labelWrongHits} label-wrong hits of stream ${sample.stream} (${strict} of what was served) at ` +
      `${sample.decision}, ${sample.read} were read by the rules of the gold pairs on ${sample.date} (once, by one reader): ` +
      `${sample.same} are the same question, ${sample.different} are different, ${sample.unsure} could be argued ` +
      `either way. Carried over to all hits: ${wrongPerServed(sample, stream.labelWrongPerServed.value)}.`,
    ...(sample.labelWrongHits === stream.labelWrong
      ? []
      : ['', `The vetoes have changed since: this run has ${stream.labelWrong} label-wrong hits.`]),
    '',
  ];
}

/** The share of wrong among served, when the sample stands for all label-wrong hits and no other hit is wrong. */
function wrongPerServed(sample: Adjudicated, strict: number): string {
  const different = share(sample.different, sample.read);
  const atMost = share(sample.different + sample.unsure, sample.read);
  return (
    `${percent(different.value * strict)} wrong per served hit (95 % interval ${percent(different.low * strict)} to ` +
    `${percent(different.high * strict)}), ${percent(atMost.value * strict)} if every undecided one counts as wrong; ` +
    'hits that the labels call right were not read'
  );
}
