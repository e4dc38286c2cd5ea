import type { AnswerText, CandidatesReport, Pool, RecallRow } from './report.ts';

/** `docs/candidates.md` from `bench/results/candidates.json`; a test holds the two together. */
export function candidatesPage(report: CandidatesReport): string {
  const { data, machine } = report;
  return `${[
    '# Candidates: vectors of questions and of answers',
    'Made from `bench/results/candidates.json` by `bench/candidates/page.ts`; a test holds this page to it.',
    `Measured on ${report.date} at commit \`${report.commit}\`${report.dirty ? ' with local changes' : ''} by \`${report.command}\`, Node ${report.node}, ${report.model.spaceId}; ${machine.cpu}, ${machine.cores} cores. Others used the machine (load ${machine.load.toFixed(0)} on ${machine.cores} cores), so costs are processor time; it rises with that too, because cores share their caches.`,
    '## How often the right entry is among five',
    `${data.domains} question sets of the repository, ${data.questions} questions of at least eight forms. The first one, two or four forms of each are cached, each as an entry of its own with the same answer; the other forms ask. Candidates are the five entries nearest by the larger of the two cosines, among those of the question's domain or of all domains. Nothing was fitted to these sets here. Intervals of recall are 95 % (Wilson, forms taken as independent); those of gains are a bootstrap over questions.`,
    `Answers in the sets are short (median ${data.answerCharsMedian} characters, longest ${data.answerCharsMost}). *Lengthened* ones have seven answers of other questions behind them, as a long answer has its matter first and much else after it. A token is about four characters.`,
    ...floorsOf(report).map((floor, at) =>
      at === 0 ? recallTable(report, floor) : `### With a floor of ${floor}\n\n${recallTable(report, floor)}`,
    ),
    WHAT_FOLLOWS,
    '## What it costs',
    'Embedding a text of so many characters, one after another in one thread, in milliseconds:',
    table(
      ['characters', 'texts', 'processor time', 'until it is there, median'],
      report.embedding.map(({ chars, texts, cpu, wall }) => [
        String(chars),
        String(texts),
        cpu.toFixed(1),
        wall.toFixed(0),
      ]),
    ),
    'Searching one partition in process for five entries, by scan, in microseconds:',
    table(
      ['entries', 'vectors each', 'searches', 'processor time'],
      report.search.map((row) => [
        String(row.entries),
        String(row.vectorsEach),
        String(row.searches),
        row.cpu.toFixed(0),
      ]),
    ),
    `A vector takes ${(report.model.dimensions * 4).toLocaleString('en')} bytes in the index, as many in the file and a third more as text in Redis and PostgreSQL. A partition comes to its HNSW index at half as many entries.`,
    '## Run it',
    '`npm run bench:candidates -- --json bench/results/candidates.json --page docs/candidates.md` takes a few minutes, most of it embedding, which later runs read back from `node_modules/.cache/candidates`.',
  ].join('\n\n')}\n`;
}

const WHAT_FOLLOWS = `- The first 128 characters (\`ANSWER_CHARS\`) are what is embedded: for short answers nearly as good as the whole, and the length at which a long answer gains most. Longer cuts of long answers lose what they gained, then more: the vector is of the rest.
- Several cached forms of one question take several of the five places each, with answers more than without: the gain shrinks with the number of forms and can turn at a low floor.
- The floor costs more than answers gain: what is among five without it and not with it is below it.`;

const POOLS: readonly (readonly [Pool, string])[] = [
  ['domain', 'own domain'],
  ['all', 'all domains'],
];

function floorsOf({ recall }: CandidatesReport): readonly number[] {
  return [...new Set(recall.map(({ floor }) => floor))];
}

/** One line per way of embedding answers; a column per pool and number of cached forms. */
function recallTable({ recall }: CandidatesReport, floor: number): string {
  const rows = recall.filter((row) => row.floor === floor);
  const forms = [...new Set(rows.map(({ cached }) => cached))];
  const columns = POOLS.flatMap(([pool, name]) => forms.map((cached) => ({ pool, cached, name })));
  const ways = [...new Set(rows.map(({ answers }) => wordsOf(answers)))];
  return table(
    [`floor ${floor}; recall@5, %`, ...columns.map(({ name, cached }) => `${name}, ${cached} cached`)],
    ways.map((way) => [
      way,
      ...columns.map(({ pool, cached }) =>
        cellOf(
          rows.find((row) => wordsOf(row.answers) === way && row.pool === pool && row.cached === cached),
        ),
      ),
    ]),
  );
}

function cellOf(row: RecallRow | undefined): string {
  if (!row) return '';
  const { recall, gain } = row;
  if (!gain) return `${percent(recall.value)} (${percent(recall.low)}–${percent(recall.high)})`;
  return `${percent(recall.value)}, ${signed(gain.value)} (${signed(gain.low)} to ${signed(gain.high)})`;
}

function wordsOf(answers: AnswerText | null): string {
  if (!answers) return 'questions alone';
  return `answers ${answers.text}, ${answers.chars === null ? 'whole' : `first ${answers.chars}`}`;
}

const percent = (share: number): string => (100 * share).toFixed(1);
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
