import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading, Verifier } from '#embeddings';
import type { Progress } from './progress.ts';

/** Log-odds that a verifier gave, looked up by what it read. */
export type Readings = (reading: Reading) => number;

const FLUSH = 512;

/** Reads each distinct pair once and keeps what the verifier said under `folder`: a second run finds it there. */
export async function readAllPairs(
  pairs: Iterable<Reading>,
  verifier: Verifier,
  folder: string,
  progress: Progress,
): Promise<Readings> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `readings-${verifier.id.replace(/[^\w.-]/g, '-')}.txt`);
  const known = readBack(file);
  const missing = new Map<string, Reading>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    if (!known.has(key)) missing.set(key, pair);
  }
  const signal = new AbortController().signal;
  let waiting: string[] = [];
  let done = 0;
  for (const [key, pair] of missing) {
    const logOdds = await verifier.read(pair, signal);
    known.set(key, logOdds);
    waiting.push(`${key} ${logOdds}\n`);
    done++;
    if (waiting.length >= FLUSH || done === missing.size) {
      appendFileSync(file, waiting.join(''));
      waiting = [];
      progress('reading', done, missing.size);
    }
  }
  return (pair) => {
    const logOdds = known.get(keyOf(pair));
    if (logOdds === undefined) throw new Error('a pair was not read before it was needed');
    return logOdds;
  };
}

function keyOf({ asked, cached, answer }: Reading): string {
  return createHash('sha256')
    .update(JSON.stringify([asked, cached, answer]))
    .digest('hex')
    .slice(0, 24);
}

function readBack(file: string): Map<string, number> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop(); // what follows the last line break was cut
  return new Map(
    lines.map((line) => {
      const [key = '', value = ''] = line.split(' ');
      return [key, Number(value)] as const;
    }),
  );
}
