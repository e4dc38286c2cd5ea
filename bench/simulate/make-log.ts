import { readdirSync, readFileSync } from 'node:fs';
import { createRandom } from '#cache';

export type LogChurn = 'none' | 'clock' | 'uuid' | 'date' | 'name';

export interface MadeLogOptions {
  readonly rows: number;
  readonly days: number;
  /** Share of the requests that nobody asked before in these words. */
  readonly fresh: number;
  /** What changes in the system prompt with each request. */
  readonly churn: LogChurn;
  readonly seed: number;
}

interface Intent {
  readonly domain: string;
  readonly answer: string;
  readonly asked: readonly string[];
  readonly lookalikes: readonly { readonly text: string; readonly answer: string }[];
}

const NAMES = ['Maria Gonzalez', 'Peter Braun', 'Aiko Tanaka', 'John Smith', 'Fatima Haddad', 'Lena Novak'];
const PLACES = ['Leeds', 'Lyon', 'Graz', 'Turin', 'Porto', 'Malmo'];
const START = Date.UTC(2026, 9, 1);

/**
 * A made-up request log, a line at a time: questions of `bench/traffic`, few of them asked often and many seldom, some
 * with words of their own. The same for the same options.
 */
export function* makeLog({ rows, days, fresh, churn, seed }: MadeLogOptions): Generator<string> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(list.length * random() ** 3)] as T;
  const changing: Readonly<Record<LogChurn, (time: Date) => string>> = {
    none: () => '',
    clock: (time) => ` The current time is ${time.toISOString()}.`,
    uuid: () => ` Session ${crypto.randomUUID()}.`,
    date: (time) => ` Today is ${time.toDateString()}.`,
    name: () => ` You are talking to ${pick(NAMES)}, customer ${Math.floor(random() * 1e6)}.`,
  };
  const questions = readQuestions();
  for (let row = 0; row < rows; row++) {
    const time = new Date(START + (row / rows) * days * 86_400_000);
    const { domain, text, answer } = pick(questions);
    const own = ` It is about contract ${Math.floor(random() * 1e7)} in ${pick(PLACES)}.`;
    const question = random() < fresh ? text + own : text;
    const system = `You are the assistant of a company in ${domain}. Answer from the handbook, in one paragraph.${changing[churn](time)}`;
    const [input, output] = [Math.ceil((system.length + question.length) / 4), Math.ceil(answer.length / 4)];
    yield `${JSON.stringify({
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
    })}\n`;
  }
}

function readQuestions(): readonly {
  readonly domain: string;
  readonly text: string;
  readonly answer: string;
}[] {
  const folder = new URL('../traffic/faq/', import.meta.url);
  const intents = readdirSync(folder).flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Intent),
  );
  return intents.flatMap(({ domain, answer, asked, lookalikes }) => [
    ...asked.map((text) => ({ domain, text, answer })),
    ...lookalikes.map(({ text, answer: other }) => ({ domain, text, answer: other })),
  ]);
}
