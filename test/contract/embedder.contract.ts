import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Embedder, Embedding } from '#embeddings';
import { dot64 } from './fixtures/vectors.ts';

export interface EmbedderHarness {
  readonly embedder: Embedder;
  readonly dispose: () => Promise<void>;
}

export interface EmbedderSetup {
  /** Texts that may wait. */
  readonly maxQueue: number;
}

const PATIENT = new AbortController().signal;
const QUESTIONS = [
  'How do I reset my password?',
  'What is the capital of France?',
  'Wie setze ich mein Passwort zurück?',
  'パスワードをリセットするには？',
  'a',
];
const ODD = ['', ' ', '\n\t', '😀', 'half a pair: \ud83d', '\u0000', 'ﷺ', 'x'.repeat(300)];

/** What every `Embedder` promises. One line per adapter: `embedderContract('Cohere', open)`. */
export function embedderContract(
  adapter: string,
  open: (setup: EmbedderSetup) => Promise<EmbedderHarness>,
): void {
  describe(`${adapter} as Embedder`, () => {
    let shared: EmbedderHarness;
    let own: EmbedderHarness | undefined;
    const openOwn = async (maxQueue: number): Promise<Embedder> => {
      own = await open({ maxQueue });
      return own.embedder;
    };

    beforeAll(async () => {
      shared = await open({ maxQueue: 256 });
    });
    afterEach(async () => {
      await own?.dispose();
      own = undefined;
    });
    afterAll(() => shared.dispose());

    const embed = (texts: readonly string[]) => shared.embedder.embed(texts, PATIENT);
    const one = async (text: string): Promise<Embedding> => {
      const [embedding] = await embed([text]);
      if (!embedding) throw new Error('no embedding');
      return embedding;
    };

    test('vectors have unit length and as many dimensions as it says', async () => {
      for (const { vector, unknownShare } of await embed(QUESTIONS)) {
        expect(vector).toBeInstanceOf(Float32Array);
        expect(vector).toHaveLength(shared.embedder.dimensions);
        expect(dot64(vector, vector)).toBeCloseTo(1, 5);
        expect(unknownShare).toBeGreaterThanOrEqual(0);
        expect(unknownShare).toBeLessThanOrEqual(1);
      }
    });

    test('results are in input order, each text with the vector that it has alone', async () => {
      const alone: Embedding[] = [];
      for (const question of QUESTIONS) alone.push(await one(question));
      const together = (await embed(QUESTIONS.toReversed())).toReversed();
      for (const [position, embedding] of together.entries()) {
        expect(likeness(embedding, alone[position])).toBeCloseTo(1, 4);
      }
      expect(likeness(alone[0], alone[1])).toBeLessThan(0.9);
    });

    test('texts that come at once each get their own vector, equal ones the same', async () => {
      const [first, second] = QUESTIONS;
      const asked = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? first : second) ?? '');
      const answers = await Promise.all(asked.map((text) => embed([text])));
      const even = await one(first ?? '');
      for (const [at, [embedding]] of answers.entries()) {
        if (at % 2 === 0) expect(likeness(embedding, even)).toBeCloseTo(1, 4);
        else expect(likeness(embedding, even)).toBeLessThan(0.9);
      }
    });

    test('one call may name a text twice, or none', async () => {
      const [first, second] = await embed(['twice', 'twice']);
      expect(likeness(first, second)).toBeCloseTo(1, 5);
      expect(await embed([])).toEqual([]);
    });

    test('[C4] a short text is covered whole', async () => {
      for (const [position, { coveredChars }] of (await embed(QUESTIONS)).entries()) {
        expect(coveredChars).toBe(QUESTIONS[position]?.length);
      }
    });

    test('[C4] of a long text it says where its vector ends: what lies beyond changes nothing', async () => {
      const long = 'There is a very long story behind this question. '.repeat(4_000);
      const whole = await one(long);
      const covered = whole.coveredChars;
      expect(covered).toBeGreaterThan(0);
      expect(covered).toBeLessThan(long.length);
      expect(likeness(whole, await one(long.slice(0, covered)))).toBeCloseTo(1, 4);
      const otherEnd = await one(long.slice(0, covered) + long.slice(covered).toUpperCase());
      expect(otherEnd.coveredChars).toBe(covered);
      expect(likeness(whole, otherEnd)).toBeCloseTo(1, 4);
    });

    test('[C4] a long text without spaces is cut between characters', async () => {
      for (const letter of ['x', 'ß', '語', '😀']) {
        const long = letter.repeat(40_000);
        const covered = (await one(long)).coveredChars;
        expect(covered).toBeGreaterThan(0);
        expect(covered).toBeLessThan(long.length);
        expect(covered % letter.length).toBe(0);
      }
    });

    test('odd texts have a vector too, and cover no more than they are', async () => {
      const embeddings = await embed(ODD);
      expect(embeddings).toHaveLength(ODD.length);
      for (const [position, { vector, coveredChars }] of embeddings.entries()) {
        expect(dot64(vector, vector)).toBeCloseTo(1, 5);
        expect(coveredChars).toBeLessThanOrEqual(ODD[position]?.length ?? 0);
      }
    });

    test('[C7] names its space, and the same one each time', async () => {
      const other = await openOwn(16);
      expect(shared.embedder.spaceId).not.toBe('');
      expect(other.spaceId).toBe(shared.embedder.spaceId);
      expect(shared.embedder.maxTokens).toBeGreaterThan(0);
    });

    test('who gives up hears his own reason, before or while it works, and nobody else does', async () => {
      const reason = new Error('too long');
      await expect(shared.embedder.embed(['early'], AbortSignal.abort(reason))).rejects.toBe(reason);
      const patience = new AbortController();
      const abandoned = shared.embedder.embed(['abandoned', 'shared'], patience.signal);
      const other = embed(['shared']);
      patience.abort(reason);
      await expect(abandoned).rejects.toBe(reason);
      expect(await other).toHaveLength(1);
      expect(await embed(['abandoned'])).toHaveLength(1);
    });

    test('a full queue refuses with embedder-busy; who gives up frees a place; later it works', async () => {
      const embedder = await openOwn(2);
      const patience = new AbortController();
      const asked = Array.from({ length: 12 }, (_, at) => embedder.embed([`text ${at}`], patience.signal));
      const ends = asked.map(errorOf);
      expect(await Promise.race(ends)).toMatchObject({ code: 'embedder-busy', retryable: true });
      patience.abort(new Error('enough'));
      await Promise.all(ends);
      expect(await embedder.embed(['later'], PATIENT)).toHaveLength(1);
    });

    test('a close rejects what waits and what comes, with embedder-unavailable; a second one is harmless', async () => {
      const embedder = await openOwn(64);
      const asked = Array.from({ length: 8 }, (_, at) => errorOf(embedder.embed([`text ${at}`], PATIENT)));
      await embedder.close();
      await embedder.close();
      const errors = (await Promise.all(asked)).filter((error) => error !== undefined);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) expect(error).toMatchObject({ code: 'embedder-unavailable' });
      await expect(embedder.embed(['late'], PATIENT)).rejects.toMatchObject({ code: 'embedder-unavailable' });
    });
  });
}

/** The cosine of two vectors of unit length. */
function likeness(a: Embedding | undefined, b: Embedding | undefined): number {
  return a && b ? dot64(a.vector, b.vector) : Number.NaN;
}

/** What a promise rejects with; undefined where it does not. */
function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
