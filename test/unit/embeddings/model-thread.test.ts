import { afterEach, describe, expect, it } from 'vitest';
import { createModelThread, type ModelThread } from '../../../embeddings/local/model-thread.ts';

const program = new URL('./stand-in.thread.ts', import.meta.url);
const UNAVAILABLE = { code: 'embedder-unavailable', retryable: true };
let thread: ModelThread;
const open = (restartMs: number): void => {
  thread = createModelThread({ folder: '', maxTokens: 8 }, { program, deadlineMs: 200, restartMs });
};
afterEach(() => thread.close());

describe('[C30] a model thread that does not answer', () => {
  it('is ended at the deadline; its caller hears so, and the next text has a new thread', async () => {
    open(0);
    await expect(thread.embed('hang')).rejects.toMatchObject(UNAVAILABLE);
    expect(thread.busy()).toBe(false);
    expect((await thread.embed('hello')).coveredChars).toBe(5);
  });

  it('is left alone for a while, and refuses at once meanwhile', async () => {
    open(60_000);
    await expect(thread.embed('die')).rejects.toThrow(/exit code 3/);
    await expect(thread.embed('hello')).rejects.toThrow(/restarting/);
    expect(thread.busy()).toBe(false);
  });

  it('one that answered has as long again for the next text', async () => {
    open(60_000);
    await thread.embed('hello');
    await expect(thread.embed('fail')).rejects.toThrow(/no such token/);
    expect((await thread.embed('hello')).vector).toEqual(Float32Array.of(1, 0));
    await expect(thread.embed('hang')).rejects.toThrow(/within 200 ms/);
  });

  it('a close rejects what waits, and everything after it', async () => {
    open(0);
    const hanging = expect(thread.embed('hang')).rejects.toMatchObject(UNAVAILABLE);
    await thread.close();
    await hanging;
    await expect(thread.embed('hello')).rejects.toMatchObject(UNAVAILABLE);
  });
});
