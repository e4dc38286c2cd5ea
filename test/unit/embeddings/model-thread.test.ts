import { afterEach, describe, expect, it } from 'vitest';
import { embedderUnavailable } from '../../../embeddings/embedder-errors.ts';
import { createModelThread, type ModelThread } from '../../../embeddings/thread/model-thread.ts';

const program = new URL('./stand-in.thread.ts', import.meta.url);
const UNAVAILABLE = { code: 'embedder-unavailable', retryable: true };
let thread: ModelThread<string, number>;
const open = (restartMs: number): void => {
  thread = createModelThread(
    { program, data: { folder: '', maxTokens: 8 }, unavailable: embedderUnavailable },
    { deadlineMs: 200, restartMs },
  );
};
afterEach(() => thread.close());

describe('[C30] a model thread that does not answer', () => {
  it('is ended at the deadline; its caller hears so, and the next text has a new thread', async () => {
    open(0);
    await expect(thread.ask('hang')).rejects.toMatchObject(UNAVAILABLE);
    expect(thread.busy()).toBe(false);
    expect(await thread.ask('hello')).toBe(5);
  });

  it('is left alone for a while, and refuses at once meanwhile', async () => {
    open(60_000);
    await expect(thread.ask('die')).rejects.toThrow(/exit code 3/);
    await expect(thread.ask('hello')).rejects.toThrow(/restarting/);
    expect(thread.busy()).toBe(false);
  });

  it('one that answered has as long again for the next text', async () => {
    open(60_000);
    await thread.ask('hello');
    await expect(thread.ask('fail')).rejects.toThrow(/no such token/);
    expect(await thread.ask('hello')).toBe(5);
    await expect(thread.ask('hang')).rejects.toThrow(/within 200 ms/);
  });

  it('a close rejects what waits, and everything after it', async () => {
    open(0);
    const hanging = expect(thread.ask('hang')).rejects.toMatchObject(UNAVAILABLE);
    await thread.close();
    await hanging;
    await expect(thread.ask('hello')).rejects.toMatchObject(UNAVAILABLE);
  });
});
