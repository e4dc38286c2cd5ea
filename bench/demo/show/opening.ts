import { CLIENT_KEY, MODELS } from '../clients.ts';
import type { DemoGateway } from '../gateway-process.ts';
import type { DemoReport } from '../report.ts';
import type { StandIn } from '../stand-in.ts';
import type { App } from '../traffic/questions.ts';
import type { TrafficRequest } from '../traffic/traffic.ts';
import { columns, indented, type Terminal, wrapped } from './terminal.ts';

/** What runs, and what will be sent. */
export interface Staged {
  readonly gateway: DemoGateway;
  readonly standIn: StandIn;
  readonly traffic: readonly TrafficRequest[];
  readonly apps: readonly App[];
  readonly concurrency: number;
}

const NAME_COLUMN = 'provider  '.length;

/** What is about to be shown. */
export function openingPage(
  { gateway, standIn, traffic, apps, concurrency }: Staged,
  terminal: Terminal,
): string {
  const { paint, width } = terminal;
  const { firstToken, tokensPerSecond, speed } = standIn.pace;
  const settings = ['default settings', ...gateway.passedOn].join(' but for ');
  const hurried = speed === 1 ? '' : `, all of it divided by ${speed}`;
  const apisOf = (api: string): number => apps.filter((app) => app.api === api).length;
  const paragraphs: readonly (readonly [string, string])[] = [
    ['gateway', `${gateway.url}, ${settings}, an empty cache in a temporary folder`],
    [
      'provider',
      `a stand-in on ${standIn.url}. It knows the true answers and invents its latency: first token around ${firstToken.medianMs} ms (p99 ${firstToken.p99Ms} ms), then ${tokensPerSecond} tokens a second${hurried}`,
    ],
    [
      'traffic',
      `${traffic.length} invented requests, ${concurrency} at a time, half of them streamed; ${apisOf('openai')} applications use the openai package, ${apisOf('anthropic')} use @anthropic-ai/sdk. Each request has a known answer, so a wrong hit is seen`,
    ],
  ];
  const rows = paragraphs.flatMap(([name, text]) =>
    wrapped(text, width - NAME_COLUMN).map((line, index) => [index === 0 ? paint('cyan', name) : '', line]),
  );
  return `\n${paint('bold', 'Reprise demo')}  no key is needed, and nothing leaves this machine\n\n${indented(columns(rows, '<<', width))}\n\n`;
}

/** How to go on by hand while the gateway runs. */
export function closingPage(
  { url, logFile }: DemoGateway,
  sample: DemoReport['sample'],
  { paint }: Terminal,
): string {
  const body = JSON.stringify({
    model: MODELS.openai,
    messages: [
      { role: 'system', content: sample.system },
      { role: 'user', content: sample.question },
    ],
  }).replaceAll("'", '\\u0027'); // the shell's quotes
  const curl = `curl -i ${url}/v1/chat/completions \\
  -H 'content-type: application/json' -H 'authorization: Bearer ${CLIENT_KEY}' \\
  -d '${body}'`;
  const code = `import OpenAI from 'openai';
const client = new OpenAI({ baseURL: '${url}/v1', apiKey: '${CLIENT_KEY}' });`;
  return `${paint('bold', `The gateway goes on running on ${url}`)}
  A question that it knows in other words; Cache-Status in the headers says how it was answered:

${paint('cyan', curl)}

  From code nothing changes but the base URL:

${paint('cyan', code)}

  Metrics ${url}/metrics   health ${url}/readyz   log ${logFile}
  With a provider instead of the stand-in: OPENAI_API_KEY=… npm start

  ${paint('bold', 'Ctrl-C stops the gateway and the stand-in and removes their data.')}
`;
}
