// A made-up request log for `reprise simulate`, on standard output:
// node bench/simulate/make-log.ts --rows 1000000 --churn none > log.jsonl
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface Intent {
  readonly domain: string;
  readonly answer: string;
  readonly asked: readonly string[];
  readonly lookalikes: readonly { readonly text: string; readonly answer: string }[];
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000' },
    days: { type: 'string', default: '7' },
    /** Share of the requests that nobody asked before in these words. */
    fresh: { type: 'string', default: '0.4' },
    churn: { type: 'string', default: 'none' },
    seed: { type: 'string', default: '1' },
  },
});
const rows = Number(values.rows);
const days = Number(values.days);
const fresh = Number(values.fresh);

let state = Number(values.seed) >>> 0 || 1;
/** Uniform in [0, 1): mulberry32, the public-domain generator by Tommy Ettinger. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const folder = new URL('../traffic/faq/', import.meta.url);
const intents: readonly Intent[] = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Intent),
);
const questions = intents.flatMap(({ domain, answer, asked, lookalikes }) => [
  ...asked.map((text) => ({ domain, text, answer })),
  ...lookalikes.map(({ text, answer: other }) => ({ domain, text, answer: other })),
]);

const NAMES = [
  'Maria Gonzalez',
  'Peter Braun',
  'Aiko Tanaka',
  'John Smith',
  'Fatima Haddad',
  'Lena Novak',
  'Sam Okoro',
];
const CHURN: Readonly<Record<string, (time: Date) => string>> = {
  none: () => '',
  clock: (time) => ` The current time is ${time.toISOString()}.`,
  uuid: () => ` Session ${crypto.randomUUID()}.`,
  date: (time) => ` Today is ${time.toDateString()}.`,
  name: () =>
    ` You are talking to ${NAMES[Math.floor(random() * NAMES.length)]}, customer ${Math.floor(random() * 1e6)}.`,
};
const churn = CHURN[values.churn] ?? CHURN.none;

/** Few questions are asked often, many seldom. */
function pick<T>(list: readonly T[]): T {
  return list[Math.floor(list.length * random() ** 3)] as T;
}

/** Words that nobody used before: the plan or the place that it is about. */
const freshWords = (text: string): string =>
  `${text} It is about contract ${Math.floor(random() * 1e7)} in ${pick(['Leeds', 'Lyon', 'Graz', 'Turin', 'Porto', 'Malmo'])}.`;

const start = Date.UTC(2026, 9, 1);
for (let row = 0; row < rows; row++) {
  const time = new Date(start + (row / rows) * days * 86_400_000);
  const { domain, text, answer } = pick(questions);
  const question = random() < fresh ? freshWords(text) : text;
  const system = `You are the assistant of a company in ${domain}. Answer from the handbook, in one paragraph.${churn?.(time) ?? ''}`;
  const [input, output] = [Math.ceil((system.length + question.length) / 4), Math.ceil(answer.length / 4)];
  const line = JSON.stringify({
    timestamp: time.toISOString(),
    duration_ms: Math.round(600 + 2_400 * random()),
    team: 'support',
    request: {
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: question },
      ],
    },
    response: {
      choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    },
  });
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
