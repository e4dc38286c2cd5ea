import { describe, expect, it } from 'vitest';
import { type Embedder, type Embedding, oneAtATime, withMemo } from '#embeddings';

const signal = AbortSignal.timeout(60_000);
const embedding = (text: string): Embedding => ({
  vector: Float32Array.of(1, 0),
  coveredChars: text.length,
  unknownShare: 0,
});

/** An embedder that answers when the test says so, and tells what it was asked. */
function createWaiting() {
  const asked: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<readonly Embedding[]>>();
  const embedder: Embedder = {
    embed: ([text = '']) => {
      asked.push(text);
      const answer = Promise.withResolvers<readonly Embedding[]>();
      waiting.set(text, answer);
      return answer.promise;
    },
    spaceId: 's',
    dimensions: 2,
    maxTokens: 8,
    close: () => Promise.resolve(),
  };
  return {
    embedder,
    asked,
    answer: (text: string) => waiting.get(text)?.resolve([embedding(text)]),
    fail: (text: string) => waiting.get(text)?.reject(new Error(`no ${text}`)),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('one text at a time', () => {
  it('asks for the next once the last was answered, or failed', async () => {
    const { embedder, asked, answer, fail } = createWaiting();
    const serial = oneAtATime(embedder);
    const all = ['a', 'b', 'c'].map((text) => serial.embed([text], signal));
    await settled();
    expect(asked).toEqual(['a']);
    fail('a');
    await expect(all[0]).rejects.toThrow('no a');
    await settled();
    expect(asked).toEqual(['a', 'b']);
    answer('b');
    expect((await all[1])?.[0]?.coveredChars).toBe(1);
    await settled();
    answer('c');
    await all[2];
  });

  it('[C21] who gives up is let go at once, never asked for, and holds up nobody', async () => {
    const { embedder, asked, answer } = createWaiting();
    const serial = oneAtATime(embedder);
    const first = serial.embed(['a'], signal);
    const patience = new AbortController();
    const second = serial.embed(['b'], patience.signal);
    const third = serial.embed(['c'], signal);
    patience.abort(new Error('too long'));
    await expect(second).rejects.toThrow('too long');
    answer('a');
    await first;
    await settled();
    expect(asked).toEqual(['a', 'c']);
    answer('c');
    await third;
  });
});

describe('a memo', () => {
  it('[C22] embeds a text once; failures and long texts are not remembered', async () => {
    const { embedder, asked, answer, fail } = createWaiting();
    const memo = withMemo(embedder);
    const ask = async (text: string, settle: (text: string) => void) => {
      const asking = memo.embed([text], signal);
      settle(text);
      return asking.then(
        () => 'embedded',
        () => 'failed',
      );
    };
    expect(await ask('a', fail)).toBe('failed');
    expect(await ask('a', answer)).toBe('embedded');
    expect(await ask('a', answer)).toBe('embedded');
    expect(asked).toEqual(['a', 'a']);
    const long = 'x'.repeat(2_001);
    await ask(long, answer);
    await ask(long, answer);
    expect(asked).toHaveLength(4);
  });
});
