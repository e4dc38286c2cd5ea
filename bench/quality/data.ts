import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One intent of a question set: what asks for its answer, and what looks like it but needs another. */
export interface Intent {
  readonly id: string;
  readonly domain: string;
  readonly answer: string;
  readonly asked: readonly string[];
  readonly lookalikes: readonly { readonly text: string; readonly kind: string }[];
}

/** May the answer to `cached` be served to `asked`? */
export interface GoldPair {
  readonly cached: string;
  readonly asked: string;
  readonly label: 'same' | 'different' | 'unsure';
  readonly stratum: number;
  /** How many pairs of the stream the row stands for. */
  readonly weight: number;
}

/** One request of a stream; equal clusters are labelled as the same question. */
export interface StreamRequest {
  readonly text: string;
  readonly cluster: string;
}

/** A minimal pair of the adversarial checklist; label 1 is the same question. */
export interface ChecklistPair {
  readonly capability: string;
  readonly test: string;
  readonly label: 0 | 1;
  readonly a: string;
  readonly b: string;
}

export const DOMAINS: readonly string[] = [
  'banking',
  'cityhall',
  'cloudapi',
  'devdocs',
  'ecommerce',
  'energy',
  'general',
  'hrpolicy',
  'telecom',
  'university',
];

/** Shares of repeats, as the stream files name them. */
export const STREAM_SHARES: readonly string[] = ['0.05', '0.2', '0.6'];

/** Where the development data lies; it is not part of the repository. */
export const DATA_FOLDER = join(import.meta.dirname, '../../../shared/data');

export function hasData(): boolean {
  return existsSync(join(DATA_FOLDER, 'gold-pairs.jsonl'));
}

export function readIntents(domain: string): readonly Intent[] {
  return readRows<Intent>(join(DATA_FOLDER, `faq/${domain}.jsonl`));
}

const ROOT = join(import.meta.dirname, '../..');

/** Question sets on which nothing was learnt, fitted or chosen, of those that have eight forms an intent. */
export function readUnseen(): readonly { readonly domain: string; readonly intents: readonly Intent[] }[] {
  const split = JSON.parse(readFileSync(join(ROOT, 'train/split.json'), 'utf8')) as {
    readonly confirm: readonly string[];
  };
  return split.confirm.flatMap((domain) => {
    const path = ['bench/traffic/faq', 'train/data/faq']
      .map((folder) => join(ROOT, folder, `${domain}.jsonl`))
      .find((file) => existsSync(file));
    return path === undefined ? [] : [{ domain, intents: readRows<Intent>(path) }];
  });
}

export function readGoldPairs(): readonly GoldPair[] {
  return readRows<GoldPair>(join(DATA_FOLDER, 'gold-pairs.jsonl'));
}

export function readStream(share: string): readonly StreamRequest[] {
  return readRows<StreamRequest>(join(DATA_FOLDER, `stream-${share}.jsonl.gz`));
}

export function readChecklist(): readonly ChecklistPair[] {
  return readRows<ChecklistPair>(join(DATA_FOLDER, 'checklist-pairs.jsonl.gz'));
}

/** JSON lines, gzipped where the name says so. Their shape is that of the data's README and is not checked. */
function readRows<Row>(file: string): readonly Row[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
