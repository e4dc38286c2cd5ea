import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading, Verifier } from '#embeddings';
import type { Progress } from './progress.ts';

/** What a verifier says of pairs; each distinct pair is read once, and kept on disk for the next run. */
export interface Readings {
  readonly read: (reading: Reading) => Promise<number>;
  /** Reads all of them, so that `known` has them afterwards. */
  readonly readAll: (readings: Iterable<Reading>, progress: Progress) => Promise<void>;
  /** Log-odds of a pair that was read. @throws Error for one that was not */
  readonly known: (reading: Reading) => number;
  /** Puts what is not on disk yet there. */
  readonly flush: () => void;
}

const FLUSH = 512;

/** @param folder where readings are kept, of this verifier and others */
export function openReadings(verifier: Verifier, folder: string): Readings {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `readings-${verifier.id.replace(/[^\w.-]/g, '-')}.txt`);
  const byKey = readBack(file);
  const signal = new AbortController().signal;
  let waiting: string[] = [];

  const flush = (): void => {
    appendFileSync(file, waiting.join(''));
    waiting = [];
  };
  const readAs = async (key: string, reading: Reading): Promise<number> => {
    const logOdds = await verifier.read(reading, signal);
    byKey.set(key, logOdds);
    waiting.push(`${key} ${logOdds}\n`);
    if (waiting.length >= FLUSH) flush();
    return logOdds;
  };
  return {
    read: async (reading) => {
      const key = keyOf(reading);
      return byKey.get(key) ?? readAs(key, reading);
    },
    readAll: async (readings, progress) => {
      const missing = new Map<string, Reading>();
      for (const reading of readings) {
        const key = keyOf(reading);
        if (!byKey.has(key)) missing.set(key, reading);
      }
      let done = 0;
      for (const [key, reading] of missing) {
        await readAs(key, reading);
        done++;
        if (done % FLUSH === 0 || done === missing.size) progress('reading', done, missing.size);
      }
      flush();
    },
    known: (reading) => {
      const logOdds = byKey.get(keyOf(reading));
      if (logOdds === undefined) throw new Error('a pair was not read before it was needed');
      return logOdds;
    },
    flush,
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
