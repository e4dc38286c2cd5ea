import { describe, expect, it } from 'vitest';
import { createByteQueue } from '../../../providers/http/byte-queue.ts';

const KIB = 1024;

function setup() {
  const told: string[] = [];
  const queue = createByteQueue({
    pause: () => told.push('pause'),
    resume: () => told.push('resume'),
    abandon: () => told.push('abandon'),
  });
  return { queue, told, reader: queue[Symbol.asyncIterator]() };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = async (reader: AsyncIterator<Uint8Array>): Promise<string | undefined> => {
  const next = await reader.next();
  return next.done ? undefined : Buffer.from(next.value).toString();
};

describe('the bytes between a socket and its reader', () => {
  it('come in order, what has gathered in one piece, and end', async () => {
    const { queue, reader } = setup();
    const first = read(reader);
    queue.push(bytes('a'));
    expect(await first).toBe('a');
    queue.push(bytes('b'));
    queue.push(bytes(''));
    queue.push(bytes('c'));
    queue.end();
    expect(await read(reader)).toBe('bc');
    expect(await read(reader)).toBeUndefined();
  });

  it('are all read before a failure is told', async () => {
    const { queue, reader } = setup();
    queue.push(bytes('a'));
    queue.fail(new Error('cut'));
    queue.fail(new Error('later'));
    expect(await read(reader)).toBe('a');
    await expect(read(reader)).rejects.toThrow('cut');
  });

  it('hold the socket back while the reader is behind, and let it go on when it has caught up', async () => {
    const { queue, reader, told } = setup();
    for (let i = 0; i < 4; i++) queue.push(new Uint8Array(64 * KIB));
    expect(told).toEqual([]);
    queue.push(new Uint8Array(1));
    queue.push(new Uint8Array(1));
    expect(told).toEqual(['pause']);
    await reader.next();
    expect(told).toEqual(['pause', 'resume']);
  });

  it('tell when the reader leaves before the end, and not after it', async () => {
    const early = setup();
    await early.reader.return?.();
    expect(early.told).toEqual(['abandon']);
    const late = setup();
    late.queue.end();
    await late.reader.return?.();
    expect(late.told).toEqual([]);
  });
});
