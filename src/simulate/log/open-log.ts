import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { LogError } from './log-error.ts';

/** A log as text in pieces, unpacked. */
export interface OpenLog {
  readonly pieces: AsyncIterable<string>;
  /** Bytes read so far of the file as it lies there, for a progress bar. */
  readonly bytesRead: () => number;
}

const GZIP = [0x1f, 0x8b];
const PIECE_BYTES = 256 * 1024;

/**
 * Opens a log for one reading: a path, or `-` for standard input. What is packed with gzip is known by its first bytes.
 * The pieces reject with a `LogError` where the file is of a kind that nobody here can read.
 */
export function openLog(path: string, stdin: NodeJS.ReadableStream = process.stdin): OpenLog {
  const source = path === '-' ? stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      bytes += buffer.length;
      yield buffer;
    }
  };
  return { pieces: toText(unpacked(counted())), bytesRead: () => bytes };
}

/** Unpacks what begins as gzip does; anything else goes through. */
async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const head = await headOf(chunks);
  requireReadable(head);
  if (!GZIP.every((byte, at) => head[at] === byte)) {
    if (head.length > 0) yield head;
    yield* chunks;
    return;
  }
  const gunzip = createGunzip();
  const fed = feed(gunzip, head, chunks);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new LogError(
      'The log is packed with gzip and broken: it ends early or its checksum is wrong.',
      cause,
    );
  } finally {
    gunzip.destroy();
    await fed;
  }
}

async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  head: Buffer,
  chunks: AsyncGenerator<Buffer>,
): Promise<void> {
  const write = (chunk: Buffer): Promise<void> | undefined =>
    gunzip.write(chunk) || gunzip.destroyed
      ? undefined
      : new Promise((resolve) => {
          gunzip.once('drain', resolve).once('close', resolve);
        });
  try {
    await write(head);
    for await (const chunk of chunks) {
      if (gunzip.destroyed) return;
      await write(chunk);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The first bytes, enough to tell what kind of file it is. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

/** Kinds of files in which logs come, too, by their first bytes. */
const OTHER_KINDS: readonly (readonly [bytes: string, advice: string])[] = [
  [
    'PAR1',
    'The log is a Parquet file. Export it as JSON lines or CSV (Langfuse: blob storage, file type JSONL).',
  ],
  ['PK\u0003\u0004', 'The log is a ZIP archive. Unpack it, and name the file in it.'],
  ['(µ/ý', 'The log is packed with zstd. Unpack it, or pipe it: zstd -dc LOG | reprise simulate -'],
];

function requireReadable(head: Buffer): void {
  const first = head.toString('latin1', 0, 4);
  const advice = OTHER_KINDS.find(([bytes]) => first.startsWith(bytes))?.[1];
  if (advice !== undefined) throw new LogError(advice);
}

async function* toText(chunks: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    yield first ? text.replace(/^\ufeff/, '') : text;
    first = false;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}
