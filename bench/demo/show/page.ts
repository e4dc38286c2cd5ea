import type { DemoReport, Fates } from '../report.ts';
import { exampleLines } from './examples.ts';
import { columns, indented, type Terminal, wrapped } from './terminal.ts';
import { kindWords, reasonWords, TIER_WORDS } from './words.ts';

const BAR = 24;

/** The whole report for a person. */
export function reportPage(report: DemoReport, terminal: Terminal): string {
  const sections: readonly (readonly [string, string])[] = [
    ['Who answered', whoAnswered(report, terminal)],
    ['By kind of question', byKind(report, terminal)],
    ['Wrong hits', wrongHits(report, terminal)],
    ['Why the provider was asked', misses(report, terminal)],
    ['Time to the whole answer, at the client', latency(report, terminal)],
    ['Saved', savings(report, terminal)],
    ['Examples', exampleLines(report.examples, terminal)],
  ];
  return sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => `${terminal.paint('bold', title)}\n${indented(body)}\n`)
    .join('\n');
}

function whoAnswered(report: DemoReport, { paint, width }: Terminal): string {
  const { hits, joined, provider, requests, failures } = report;
  const barWidth = Math.max(4, Math.min(BAR, width - 80));
  const row = (
    who: string,
    what: string,
    n: number,
    colour: 'green' | 'cyan' | 'yellow' | 'red',
  ): string[] => {
    const bar = '━'.repeat(Math.round((n / requests) * barWidth));
    return [who, String(n), percent(n / requests), paint(colour, bar), paint('dim', what)];
  };
  const answered = Object.values(hits).reduce((sum, n) => sum + n, 0);
  const sent = requests - answered - joined - failures.length;
  const rows = [
    ...Object.entries(hits).map(([tier, n]) => row(tier, TIER_WORDS[tier] ?? '', n, 'green')),
    row('in flight', 'an equal request was on its way: one call for all', joined, 'cyan'),
    row('provider', 'nothing fit; the answer is stored for the next one', sent, 'yellow'),
    ...(failures.length > 0 ? [row('failed', failures[0]?.error ?? '', failures.length, 'red')] : []),
  ];
  const spared = requests - provider.calls;
  const sum = `${spared} of ${requests} requests (${percent(spared / requests)}) never reached the provider`;
  return `${columns(rows, '<>><<', width)}\n\n${paint('bold', sum)}, by its own count.`;
}

function byKind({ kinds, rewordings, bound }: DemoReport, terminal: Terminal): string {
  const { paint } = terminal;
  const row = (name: string, what: string, fates: Fates): string[] => [
    name,
    String(fates.sent),
    ...[fates.right, fates.wrong, fates.joined, fates.provider].map((n, column) =>
      n === 0
        ? paint('dim', '·')
        : column === 0
          ? paint('green', `${n}`)
          : column === 1
            ? paint('red', `${n}`)
            : `${n}`,
    ),
    fates.nearest === undefined ? '' : fates.nearest.toFixed(2),
    paint('dim', what),
  ];
  const rows = kinds.flatMap((figures) => [
    row(figures.kind, kindWords(figures.kind), figures),
    ...(figures.kind === 'reworded' ? rewordings : []).map((one) =>
      row(paint('dim', `  ${one.variant}`), '', one),
    ),
  ]);
  const head = ['', 'sent', 'right', 'wrong', 'in flight', 'provider', 'nearest', ''];
  const note = `right and wrong are hits. repeat is the same request again; reworded changes politeness, contractions, single letters and the like; paraphrase uses other words altogether; look-alike nearly the same words with another answer. nearest: median cosine to the nearest question cached before. The sets are adversarial on purpose: their look-alikes are nearer than their paraphrases, so no threshold lets one in and keeps the other out. Served is what no slot forbids and ${bound === undefined ? 'what the decision finds sure enough for its error budget, after reading the cached answer where it has to' : `reaches a cosine of ${bound}`}.`;
  return `${columns([head.map((cell) => paint('dim', cell)), ...rows], '<>>>>>><', terminal.width)}\n\n${dimLines(note, terminal)}`;
}

function wrongHits({ wrong, hits }: DemoReport, { paint, width }: Terminal): string {
  const all = Object.values(hits).reduce((sum, n) => sum + n, 0);
  const colour = wrong.hits === 0 ? 'green' : 'red';
  // Zero in n proves no less than 3/n at 95 %.
  const proof = wrong.hits === 0 && all > 0 ? ` (zero in ${all} proves only: under ${percent(3 / all)})` : '';
  const share = wrong.hits === 0 ? '' : ` (${percent(wrong.hits / all)})`;
  const text = `${wrong.hits} of ${all} hits${share} gave another answer than the true one${proof}; ${wrong.lookalikesServed} of ${wrong.lookalikesSent} look-alikes were served from the cache.`;
  return wrapped(text, width)
    .map((line) => paint(colour, line))
    .join('\n');
}

function misses({ misses: reasons }: DemoReport, terminal: Terminal): string {
  const { paint, width } = terminal;
  const rows = Object.entries(reasons);
  const late = reasons.unavailable ?? 0;
  const hint = `This machine is busy: ${late} lookups were not done within the deadline of the gateway. REPRISE_CACHE__LOOKUP_TIMEOUT_MS=1000 gives them more time.`;
  const table = columns(
    rows.map(([reason, n]) => [String(n), reason, paint('dim', reasonWords(reason))]),
    '><<',
    width,
  );
  return late === 0 ? table : `${table}\n\n${dimLines(hint, terminal)}`;
}

function latency(report: DemoReport, { paint, width }: Terminal): string {
  const rows = Object.entries(report.latency)
    .filter(([, { n }]) => n > 0)
    .map(([name, { n, p50, p99 }]) => [
      name,
      String(n),
      milliseconds(p50),
      milliseconds(p99),
      name === 'provider' && report.inventedShare !== undefined
        ? paint('dim', `${percent(report.inventedShare)} of it is the stand-in’s invented latency`)
        : '',
    ]);
  const head = ['', 'n', 'p50', 'p99', ''].map((cell) => paint('dim', cell));
  return columns([head, ...rows], '<>>><', width);
}

function savings({ savings: { tokens, dollars, spent, prices } }: DemoReport, terminal: Terminal): string {
  const { paint } = terminal;
  const total = dollars + spent;
  const rows = prices.map(({ model, input, output, checked }) => [
    model,
    `$${input.toFixed(2)} in, $${output.toFixed(2)} out per million tokens, row of ${checked}`,
  ]);
  const note =
    'Money is the sum of x-reprise-saved, at the gateway’s own prices (docs/prices.md has their sources). Traffic, latencies and token counts (a word is a token) are invented: these figures show how savings are counted, not what yours would be.';
  return `${paint('bold', `$${dollars.toFixed(4)}`)} of $${total.toFixed(4)} (${percent(dollars / (total || 1))}) and ${tokens.toLocaleString('en-US')} tokens\n${columns(rows, '<<', terminal.width)}\n\n${dimLines(note, terminal)}`;
}

const dimLines = (text: string, { paint, width }: Terminal): string =>
  wrapped(text, width)
    .map((line) => paint('dim', line))
    .join('\n');

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const milliseconds = (ms: number): string => (ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
