import { readFileSync } from 'node:fs';

/** What asks for one answer, and what looks like it but needs another. Rows of `bench/traffic/faq/*.jsonl`. */
export interface Intent {
  readonly id: string;
  readonly answer: string;
  /** The plain form first; the others share few words with it on purpose. */
  readonly asked: readonly string[];
  readonly lookalikes: readonly {
    readonly text: string;
    readonly kind: string;
    readonly answer: string;
  }[];
}

/** One application behind the gateway: the questions of one domain under a system prompt of its own. */
export interface App {
  readonly domain: string;
  readonly system: string;
  readonly api: Api;
  readonly intents: readonly Intent[];
}

export type Api = 'openai' | 'anthropic';

const FOLDER = new URL('../../traffic/faq/', import.meta.url);

const APPS: readonly Omit<App, 'intents'>[] = [
  { domain: 'banking', api: 'openai', system: 'You answer customers of Tavenholm, a bank.' },
  { domain: 'cityhall', api: 'anthropic', system: 'You answer citizens of the town of Brackenford.' },
  { domain: 'cloudapi', api: 'openai', system: 'You answer developers who use the Halvern cloud.' },
  { domain: 'devdocs', api: 'openai', system: 'You answer questions of programmers.' },
  { domain: 'ecommerce', api: 'openai', system: 'You answer customers of Quillmoor, an online shop.' },
  { domain: 'energy', api: 'anthropic', system: 'You answer customers of Tarnwick, an energy supplier.' },
  { domain: 'general', api: 'openai', system: 'You answer general questions in one or two sentences.' },
  { domain: 'hrpolicy', api: 'anthropic', system: 'You answer employees about the rules of their company.' },
  { domain: 'telecom', api: 'openai', system: 'You answer customers of Fennwave, a telephone company.' },
  { domain: 'university', api: 'openai', system: 'You answer students of the university.' },
];

/** The ten applications of the demo with their question sets. */
export function readApps(): readonly App[] {
  return APPS.map((app) => {
    const text = readFileSync(new URL(`${app.domain}.jsonl`, FOLDER), 'utf8');
    const rows = text.split('\n').filter((line) => line !== '');
    return { ...app, intents: rows.map((row) => JSON.parse(row) as Intent) };
  });
}

/** The true answer of every question of the sets; a text that has two true answers in two domains is left out. */
export function trueAnswers(apps: readonly App[]): Map<string, string> {
  const truths = new Map<string, string>();
  const ambiguous = new Set<string>();
  const add = (text: string, answer: string): void => {
    const known = truths.get(text);
    if (known !== undefined && known !== answer) ambiguous.add(text);
    truths.set(text, answer);
  };
  for (const { answer, asked, lookalikes } of apps.flatMap(({ intents }) => intents)) {
    for (const text of asked) add(text, answer);
    for (const lookalike of lookalikes) add(lookalike.text, lookalike.answer);
  }
  for (const text of ambiguous) truths.delete(text);
  return truths;
}
