import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WAYS } from '../kit/asking.ts';
import { written } from '../kit/metrics.ts';
import { type Stack, startStack } from '../kit/stack.ts';

const QUESTION = 'How can I turn on dark mode in the app?';
const PARAPHRASE = 'How do I turn on dark mode in the app?';
const FOLDED = 'how can i turn on dark mode in the app';
const OPPOSITE = 'How do I turn off dark mode in the app?';
const DISTANT = 'How do I export my data as a CSV file?';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ mock: { answerTokens: 60 } });
});
afterAll(() => stack.dispose());

const temperatures = [{ temperature: 0 }, { temperature: undefined }];
const cases = WAYS.flatMap((way) => temperatures.map(({ temperature }) => ({ ...way, temperature })));

describe.each(cases)('$name, temperature $temperature', ({ name, ask: connect, temperature }) => {
  // A model of its own keeps each case in a partition of its own.
  const model = `model-${name.replace(/\W+/g, '-')}-${temperature}`;
  const put = (question: string) =>
    connect(stack.gateway.url)({ model, question, ...(temperature === undefined ? {} : { temperature }) });

  it('[C1] [C25] an equal request hits: the same content, usage and finish reason under a fresh id', async () => {
    const before = stack.upstream.requests();
    const miss = await put(QUESTION);
    const hit = await put(QUESTION);
    expect(miss.status).toEqual({ fwd: 'miss', detail: 'no-neighbour' });
    expect(hit.status).toMatchObject({ hit: true, detail: 'exact' });
    expect(hit.text).toBe(miss.text);
    expect(hit.text).toMatch(/^Mock answer /);
    expect(hit.usage).toEqual(miss.usage);
    expect(hit.usage.output).toBe(60);
    expect(hit.finish).toBe(miss.finish);
    expect(hit.id).not.toBe(miss.id);
    expect(hit.headers.get('age')).toBe('0');
    expect(stack.upstream.requests() - before).toBe(1);
  });

  it('[C10] a paraphrase hits, and a question that only folds differently hits without an embedding', async () => {
    const stored = await put(QUESTION);
    await written(stack.gateway.url);
    const before = stack.upstream.requests();
    const paraphrase = await put(PARAPHRASE);
    const folded = await put(FOLDED);
    expect(paraphrase.status).toMatchObject({ hit: true, detail: 'semantic' });
    expect(Number(paraphrase.headers.get('x-reprise-cache-similarity'))).toBeGreaterThan(0.9);
    expect(folded.status).toMatchObject({ hit: true, detail: 'normalised' });
    for (const hit of [paraphrase, folded]) {
      expect(hit.text).toBe(stored.text);
      expect(hit.usage).toEqual(stored.usage);
      expect(hit.finish).toBe(stored.finish);
    }
    expect(new Set([stored.id, paraphrase.id, folded.id]).size).toBe(3);
    expect(stack.upstream.requests() - before).toBe(0);
  });

  it('[C9] a look-alike and another question go to the provider, each with its reason', async () => {
    const before = stack.upstream.requests();
    const opposite = await put(OPPOSITE);
    const distant = await put(DISTANT);
    expect(opposite.status.fwd).toBe('miss');
    expect(opposite.status.detail).toMatch(/^(veto:[a-z-]+|below-bar)$/);
    expect(distant.status).toMatchObject({
      fwd: 'miss',
      detail: expect.stringMatching(/^(below-bar|no-neighbour)$/),
    });
    expect(opposite.text).not.toBe(distant.text);
    expect(stack.upstream.requests() - before).toBe(2);
  });
});
