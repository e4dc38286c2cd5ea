import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLineSplitter } from '../log/split-lines.ts';
import type { Arrival } from './arrival.ts';
import { createMerge } from './merge.ts';

/**
 * Arrivals in the order of time, on disk: a log may be in any order and larger than memory. Equal times keep the order
 * of the log.
 */
export interface Spool {
  readonly add: (arrival: Arrival) => Promise<void>;
  /** Every arrival, oldest first; may be asked again. */
  readonly read: () => AsyncGenerator<Arrival>;
  readonly size: () => number;
  /** Bytes on disk. */
  readonly bytes: () => number;
  /** Removes the files. */
  readonly close: () => Promise<void>;
}

export interface SpoolOptions {
  /** Where the files go, in a folder of their own that nobody else can read; default: the system's temporary folder. */
  readonly dir?: string;
  /** Characters that are held before they go to disk. */
  readonly runChars?: number;
}

const RUN_CHARS = 16 * 1024 * 1024;
const MOST_CHARS = 256 * 1024 * 1024;

/** Written in pieces of this size: a write per line would cost more than the lines. */
const PIECE_CHARS = 256 * 1024;

interface Held {
  readonly time: number;
  readonly sequence: number;
  readonly text: string;
}

export async function createSpool({
  dir = tmpdir(),
  runChars = RUN_CHARS,
}: SpoolOptions = {}): Promise<Spool> {
  const folder = await mkdtemp(join(dir, 'reprise-simulate-'));
  const runs: string[] = [];
  let held: Held[] = [];
  let heldChars = 0;
  let size = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const sorted = held.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
    const path = join(folder, `${runs.length}.jsonl`);
    runs.push(path);
    held = [];
    heldChars = 0;
    const file = createWriteStream(path, { mode: 0o600 });
    for (const piece of piecesOf(sorted)) {
      bytes += piece.length;
      if (!file.write(piece)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'close');
  };

  const parse = (text: string): Held => {
    const [time = 0, sequence = 0] = JSON.parse(`[${text.slice(1, text.indexOf(',{'))}]`) as number[];
    return { time, sequence, text };
  };

  async function* readRun(path: string): AsyncGenerator<Held> {
    const lines = createLineSplitter(MOST_CHARS);
    const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: PIECE_CHARS });
    for await (const piece of stream) {
      for (const { text } of lines.push(piece as string)) if (text) yield parse(text);
    }
  }

  return {
    add: async (arrival) => {
      const text = JSON.stringify([arrival.time, size, arrival]);
      held.push({ time: arrival.time, sequence: size, text });
      size++;
      heldChars += text.length;
      if (heldChars >= runChars) await flush();
    },
    read: async function* () {
      await flush();
      const merged = createMerge(runs.map(readRun), (a, b) => a.time - b.time || a.sequence - b.sequence);
      for await (const { text } of merged) {
        const [, , arrival] = JSON.parse(text) as [number, number, Arrival];
        yield arrival;
      }
    },
    size: () => size,
    bytes: () => bytes,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function* piecesOf(sorted: readonly Held[]): Generator<string> {
  let piece = '';
  for (const { text } of sorted) {
    piece += `${text}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
