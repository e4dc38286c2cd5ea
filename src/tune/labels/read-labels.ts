import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { readCsv } from './csv.ts';
import type { FileRecord } from './file-record.ts';
import { readJsonLines } from './json-lines.ts';
import type { BrokenLine, LabelledPair, QuestionPair } from './labelled-pair.ts';
import { readLabel, readPair } from './read-pair.ts';

/** A file of pairs as it was read. */
export interface PairFile<Pair> {
  readonly pairs: readonly Pair[];
  readonly broken: readonly BrokenLine[];
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** The file cannot be read at all; the message says what to do. */
export class PairFileError extends Error {}

/** More pairs than anybody labels: they are held in memory. */
const MOST_PAIRS = 1_000_000;
/** A broken line is shown; a file that is broken throughout is not worth remembering whole. */
const MOST_BROKEN = 10_000;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number, total: number) => void;
}

/** Reads labelled pairs: JSON lines or CSV with the fields of docs/tune.md. Throws {@link PairFileError}. */
export function readLabels(file: string, options: ReadOptions = {}): Promise<PairFile<LabelledPair>> {
  return readFile(file, options, (line, fields) => {
    const pair = readPair(line, fields);
    if ('problem' in pair) return pair;
    const label = readLabel(fields);
    return typeof label === 'string' ? { ...pair, label } : label;
  });
}

/** Reads pairs that nobody labelled yet; a label that is there is passed over. */
export function readPairs(file: string, options: ReadOptions = {}): Promise<PairFile<QuestionPair>> {
  return readFile(file, options, readPair);
}

async function readFile<Pair extends object>(
  file: string,
  { signal, onProgress }: ReadOptions,
  read: (line: number, fields: Readonly<Record<string, unknown>>) => Pair | { readonly problem: string },
): Promise<PairFile<Pair>> {
  const total = await sizeOf(file);
  const hash = createHash('sha256');
  const chunks = decoded(file, signal, (chunk, bytes) => {
    hash.update(chunk);
    onProgress?.(bytes, total);
  });
  const pairs: Pair[] = [];
  const broken: BrokenLine[] = [];
  for await (const record of await recordsOf(file, chunks)) {
    const { line } = record;
    const pair = 'problem' in record ? record : read(line, record.fields);
    if (!('problem' in pair)) pairs.push(pair);
    else if (broken.length < MOST_BROKEN) broken.push({ line, problem: String(pair.problem) });
    else throw new PairFileError(`${file} has more than ${MOST_BROKEN} broken lines; is it the right file?`);
    if (pairs.length > MOST_PAIRS) throw new PairFileError(`${file} has more than ${MOST_PAIRS} pairs.`);
  }
  return { pairs, broken, sha256: hash.digest('hex') };
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new PairFileError(`There is no file ${file}.`);
  if (!found.isFile()) throw new PairFileError(`${file} is no file.`);
  if (found.size === 0) throw new PairFileError(`${file} is empty.`);
  return found.size;
}

/** The file's text, a byte order mark left out. */
async function* decoded(
  file: string,
  signal: AbortSignal | undefined,
  seen: (chunk: Buffer, bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of createReadStream(file, { signal }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    seen(chunk, bytes);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** By the name of the file, or where that says nothing by its first character. */
async function recordsOf(file: string, chunks: AsyncGenerator<string>): Promise<AsyncIterable<FileRecord>> {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv' || extension === '.tsv') return readCsv(chunks);
  if (extension === '.jsonl' || extension === '.ndjson') return readJsonLines(chunks);
  const first = await chunks.next();
  const text = first.done ? '' : first.value;
  const all = followedBy(text, chunks);
  const begin = text.trimStart()[0];
  if (begin === '[')
    throw new PairFileError(`${file} holds a JSON list; one JSON object per line is needed.`);
  return begin === '{' ? readJsonLines(all) : readCsv(all);
}

async function* followedBy(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
