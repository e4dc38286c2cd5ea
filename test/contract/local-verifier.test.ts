import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createLocalVerifier, type Reading, type Verifier } from '#embeddings';

const BUNDLED = new URL('../../embeddings/models/reprise-verifier', import.meta.url).pathname;
const signal = new AbortController().signal;
const answer =
  'With an adult debit card you can withdraw up to 500 euros in cash per calendar day, counted from midnight.';
const cached = 'What is the daily cash withdrawal limit on my debit card?';
const right: Reading = {
  asked: "what's the daily limit for cash withdrawals with my debit card",
  cached,
  answer,
};
const wrong: Reading = { asked: 'Which documents do I need to open a savings account?', cached, answer };

const open: Verifier[] = [];
const opened = (options: Parameters<typeof createLocalVerifier>[0]): Verifier => {
  const verifier = createLocalVerifier(options);
  open.push(verifier);
  return verifier;
};
afterEach(() => Promise.all(open.splice(0).map((verifier) => verifier.close())));

describe('[C11] the bundled verifier', () => {
  it('reads a right answer as more probable than a wrong one, the same whatever was read beside it', async () => {
    const verifier = opened({ folder: 'reprise-verifier' });
    const [one, other] = await Promise.all([verifier.read(right, signal), verifier.read(wrong, signal)]);
    expect(one).toBeGreaterThan(other);
    expect(await verifier.read(right, signal)).toBe(one);
  });

  it('reads texts of any length and kind', async () => {
    const verifier = opened({ folder: 'reprise-verifier' });
    for (const text of ['', 'x'.repeat(20_000), 'слово '.repeat(500), '\ud83d', '[SEP] [CLS]']) {
      expect(await verifier.read({ asked: text, cached: text, answer: text }, signal)).toSatisfy(
        Number.isFinite,
      );
    }
  });

  it('refuses at once when too many wait, and forgets those who gave up', async () => {
    const verifier = opened({ folder: 'reprise-verifier', maxQueue: 1 });
    const leaving = new AbortController();
    const first = verifier.read(right, signal);
    const second = verifier.read(right, leaving.signal);
    await expect(verifier.read(right, signal)).rejects.toMatchObject({
      code: 'verifier-busy',
      retryable: true,
    });
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    const third = verifier.read(wrong, signal);
    await expect(Promise.all([first, third])).resolves.toHaveLength(2);
  });

  it('closed rejects what comes', async () => {
    const verifier = opened({ folder: 'reprise-verifier' });
    await verifier.close();
    await expect(verifier.read(right, signal)).rejects.toMatchObject({ code: 'verifier-unavailable' });
  });
});

describe('a folder that holds no verifier', () => {
  const root = mkdtempSync(join(tmpdir(), 'reprise-verifier-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is refused by a sentence that says what is missing and what to set', () => {
    expect(() => createLocalVerifier({ folder: join(root, 'nothing') })).toThrow(
      expect.objectContaining({ code: 'verifier-model' }),
    );
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'empty', 'config.json'), '{"id2label": {"0": "a"}}');
    writeFileSync(join(root, 'empty', 'tokenizer.json'), '{}');
    expect(() => createLocalVerifier({ folder: join(root, 'empty') })).toThrow(
      /model_quantized\.onnx is missing/,
    );
  });

  it('with more than one label is not taken for one', () => {
    mkdirSync(join(root, 'labels'));
    writeFileSync(join(root, 'labels', 'config.json'), '{"id2label": {"0": "a", "1": "b"}}');
    expect(() => createLocalVerifier({ folder: join(root, 'labels') })).toThrow(/exactly one label/);
  });

  it('with damaged weights is found out at the first reading, which is refused and may be tried again', async () => {
    cpSync(BUNDLED, join(root, 'damaged'), { recursive: true });
    writeFileSync(join(root, 'damaged', 'onnx', 'model_quantized.onnx'), 'no weights');
    const verifier = opened({ folder: join(root, 'damaged') });
    await expect(verifier.read(right, signal)).rejects.toMatchObject({ code: 'verifier-unavailable' });
  });
});
