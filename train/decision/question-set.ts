import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One intent: an answer, what asks for it, and what looks alike and needs another. */
export interface Intent {
  readonly id: string;
  readonly domain: string;
  readonly answer: string;
  readonly asked: readonly string[];
  readonly lookalikes: readonly string[];
}

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['bench/traffic/faq', 'train/data/faq', 'train/data/groups'];

/** Which domains the decision's weights are fitted on, its bars chosen on, its figures confirmed on; the verifier learns from the rest. */
export interface Split {
  readonly fit: readonly string[];
  readonly calibrate: readonly string[];
  readonly confirm: readonly string[];
}

export function readSplit(): Split {
  return JSON.parse(readFileSync(join(ROOT, 'train/split.json'), 'utf8')) as Split;
}

/** The intents of some domains; a domain whose file is not there is an error. */
export function readDomains(domains: readonly string[]): readonly Intent[] {
  return domains.flatMap((domain) => {
    const file = FOLDERS.map((folder) => join(ROOT, folder, `${domain}.jsonl`)).find((path) =>
      existsSync(path),
    );
    if (file === undefined) throw new Error(`there is no question set ${domain}`);
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => intentOf(JSON.parse(line) as Row, domain));
  });
}

/** All domains that are there. */
export function allDomains(): readonly string[] {
  return FOLDERS.flatMap((folder) => {
    const path = join(ROOT, folder);
    return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.jsonl')) : [];
  }).map((name) => basename(name, '.jsonl'));
}

interface Row {
  readonly id: string;
  readonly answer: string;
  readonly asked?: readonly string[];
  readonly lookalikes?: readonly { readonly text: string }[];
  readonly question?: string;
  readonly same?: readonly string[];
  readonly different?: readonly { readonly text: string }[];
}

function intentOf(row: Row, domain: string): Intent {
  return {
    id: `${domain}/${row.id}`,
    domain,
    answer: row.answer,
    asked: row.asked ?? [row.question ?? '', ...(row.same ?? [])],
    lookalikes: (row.lookalikes ?? row.different ?? []).map(({ text }) => text),
  };
}
