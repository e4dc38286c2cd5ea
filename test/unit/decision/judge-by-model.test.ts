import { describe, expect, it } from 'vitest';
import type { Reading, Verifier } from '#embeddings';
import type { Candidate } from '../../../cache/decision/candidate.ts';
import type { DecisionFile } from '../../../cache/decision/decision-file.ts';
import type { DecisionModel } from '../../../cache/decision/decision-model.ts';
import { createEvidenceBook, type EvidenceBook } from '../../../cache/decision/evidence-book.ts';
import { FEATURES, READ_FEATURES } from '../../../cache/decision/features.ts';
import { judgeByModel } from '../../../cache/decision/judge-by-model.ts';
import { readSlots } from '../../../cache/slots/index.ts';
import { makeEntry } from '../../contract/fixtures/entries.ts';

/** A model whose log-odds are ten times the cosine less five, and what the verifier says on top. */
function modelOf(bars: DecisionModel['bars']): DecisionModel {
  const model = (features: readonly string[], weights: Readonly<Record<string, number>>) => ({
    features: [...features],
    intercept: -5,
    weights: features.map((name) => weights[name] ?? 0),
    mean: features.map(() => 0),
    scale: features.map(() => 1),
  });
  return {
    version: 1,
    provenance: { madeBy: 'a test', date: '2026-11-21', fitted: 'nothing', calibrated: 'nothing' },
    spaceId: 'space',
    verifierId: 'verifier',
    quick: model(FEATURES, { similarity: 10 }),
    read: model(READ_FEATURES, { similarity: 10, verifier: 1 }),
    readFrom: 0.4,
    readUpTo: 0.97,
    bars,
  };
}

const BARS = [
  { budget: 0.01, bar: 0.98, served: 400, wrong: 0, upper: 0.009 },
  { budget: 0.1, bar: 0.9, served: 500, wrong: 20, upper: 0.09 },
];

interface Desk {
  readonly read: Reading[];
  readonly unread: unknown[];
  readonly ask: (...near: readonly (readonly [string, number])[]) => Promise<string>;
}

interface Given {
  readonly logits?: Readonly<Record<string, number | 'fails' | 'hangs'>>;
  readonly errorBudget?: number;
  readonly evidence?: EvidenceBook;
  readonly tuned?: DecisionFile;
  readonly verifier?: undefined;
  readonly signal?: AbortSignal;
  readonly answerVectors?: false;
}

const ASKED = 'How do I open an account?';

function deskOf(given: Given = {}): Desk {
  const read: Reading[] = [];
  const unread: unknown[] = [];
  const verifier: Verifier = {
    id: 'verifier',
    read: async (reading, signal) => {
      read.push(reading);
      const logit = given.logits?.[reading.cached] ?? -9;
      if (logit === 'fails') throw new Error('the model is gone');
      if (logit === 'hangs') {
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      return logit;
    },
    close: () => Promise.resolve(),
  };
  const judge = judgeByModel({
    model: modelOf(BARS),
    tuned: given.tuned,
    verifier: 'verifier' in given ? undefined : verifier,
    answerOf: (entry) => `the answer to ${entry.question}`,
    evidence: given.evidence ?? createEvidenceBook(),
    maxReadings: 2,
    readingMs: 30,
    unread: (error) => unread.push(error),
  });
  const asked = { text: ASKED, slots: readSlots(ASKED), errorBudget: given.errorBudget ?? 0.01 };
  const ask: Desk['ask'] = async (...near) => {
    const candidates: Candidate[] = near.map(([question, similarity]) => ({
      entry: makeEntry(question, 0, { id: question, question }),
      similarity,
      answerSimilarity: given.answerVectors === false ? undefined : 0.5,
    }));
    const judged = await judge(asked, candidates, given.signal ?? new AbortController().signal);
    return judged.type === 'serve' ? judged.candidate.entry.question : judged.reason;
  };
  return { read, unread, ask };
}

const OPEN = 'What is the way to open an account?';
const CLOSE = 'Where do I close an account?';

describe('[C11] the layers of the decision', () => {
  it('what is sure unread is served without reading', async () => {
    const desk = deskOf({ errorBudget: 0.1 });
    expect(await desk.ask([OPEN, 0.95])).toBe(OPEN);
    expect(desk.read).toEqual([]);
  });

  it('what is open is read, with the cached question and its answer, and served where the verifier makes it sure', async () => {
    const desk = deskOf({ logits: { [OPEN]: 6 } });
    expect(await desk.ask([OPEN, 0.6])).toBe(OPEN);
    expect(desk.read).toEqual([{ asked: ASKED, cached: OPEN, answer: `the answer to ${OPEN}` }]);
  });

  it('an answer that has no vector yet is read, however near its question is', async () => {
    const desk = deskOf({ logits: { [OPEN]: -9 }, answerVectors: false, errorBudget: 0.1 });
    expect(await desk.ask([OPEN, 0.99])).toBe('below-bar');
    expect(desk.read).toHaveLength(1);
  });

  it('what is hopeless is not read', async () => {
    const desk = deskOf({ logits: { [OPEN]: 9 } });
    expect(await desk.ask([OPEN, 0.45])).toBe('below-bar');
    expect(desk.read).toEqual([]);
  });

  it('no more are read than is allowed, the likeliest first', async () => {
    const desk = deskOf();
    await desk.ask(['a way to open an account', 0.7], ['open an account, how', 0.8], [OPEN, 0.6]);
    expect(desk.read.map(({ cached }) => cached)).toEqual([
      'open an account, how',
      'a way to open an account',
    ]);
  });

  it('the most probable of those that were read is served, not the nearest', async () => {
    const desk = deskOf({ logits: { [OPEN]: 9, 'ways to open accounts': 7 } });
    expect(await desk.ask(['ways to open accounts', 0.62], [OPEN, 0.6])).toBe(OPEN);
  });

  it('[C9] what a slot forbids is neither read nor served', async () => {
    const desk = deskOf({ logits: { [CLOSE]: 20 }, errorBudget: 0.1 });
    expect(await desk.ask([CLOSE, 0.99])).toMatch(/^veto:/);
    expect(desk.read).toEqual([]);
  });
});

describe('[C12] the error budget', () => {
  it('decides how sure a hit must be', async () => {
    expect(await deskOf({ logits: { [OPEN]: 2 }, errorBudget: 0.1 }).ask([OPEN, 0.6])).toBe(OPEN);
    expect(await deskOf({ logits: { [OPEN]: 2 }, errorBudget: 0.05 }).ask([OPEN, 0.6])).toBe('below-bar');
  });

  it('for which no bar was certified serves nothing, however sure', async () => {
    expect(await deskOf({ logits: { [OPEN]: 30 }, errorBudget: 0.001 }).ask([OPEN, 1])).toBe('below-bar');
  });

  it('a tuned bar replaces the bundled one from its own budget on, and is a floor below it', async () => {
    const tuned = (bar: number): DecisionFile => ({
      ...TUNED,
      bar,
      calibration: { intercept: 0, slope: 1, features: [] },
    });
    const asked = (bar: number, errorBudget: number) =>
      deskOf({ tuned: tuned(bar), logits: { [OPEN]: 1 }, errorBudget }).ask([OPEN, 0.6]);
    expect(await asked(0.8, 0.02)).toBe(OPEN);
    expect(await asked(0.95, 0.02)).toBe('below-bar');
    expect(await asked(0.8, 0.015)).toBe('below-bar');
  });
});

describe('[C30] a verifier in trouble', () => {
  it('that fails leaves the decision to what is known unread, and is told of', async () => {
    const desk = deskOf({ logits: { [OPEN]: 'fails' }, errorBudget: 0.1 });
    expect(await desk.ask([OPEN, 0.6])).toBe('below-bar');
    expect(await desk.ask([OPEN, 0.95])).toBe(OPEN);
    expect(desk.unread).toHaveLength(1);
  });

  it('that is slow is waited for no longer than its deadline; what it read before counts', async () => {
    const desk = deskOf({ logits: { 'open an account, how': 9, [OPEN]: 'hangs' } });
    expect(await desk.ask(['open an account, how', 0.8], [OPEN, 0.7])).toBe('open an account, how');
    expect(desk.unread).toHaveLength(1);
  });

  it('a lookup that is cancelled while it reads is cancelled, not refused', async () => {
    const controller = new AbortController();
    const asking = deskOf({ logits: { [OPEN]: 'hangs' }, signal: controller.signal }).ask([OPEN, 0.6]);
    controller.abort(new Error('the client left'));
    await expect(asking).rejects.toThrow('the client left');
  });

  it('that is absent leaves the decision to what is known unread', async () => {
    const desk = deskOf({ verifier: undefined, errorBudget: 0.1 });
    expect(await desk.ask([OPEN, 0.95])).toBe(OPEN);
    expect(await desk.ask([OPEN, 0.6])).toBe('below-bar');
  });
});

describe('[C13] what was learnt of an entry', () => {
  it('one wrong answer tightens that entry at once, and no other', async () => {
    const evidence = createEvidenceBook();
    const logits = { [OPEN]: 0, 'ways to open accounts': 0 };
    const desk = deskOf({ evidence, logits, errorBudget: 0.1 });
    expect(await desk.ask([OPEN, 0.75])).toBe(OPEN);
    evidence.label(OPEN, { p: 0.92, right: false, noise: 0.02 });
    expect(await desk.ask([OPEN, 0.75])).toBe('below-bar');
    expect(await desk.ask(['ways to open accounts', 0.75])).toBe('ways to open accounts');
  });
});

const HELD = { pairs: 1, served: 1, wrong: 0, hitRate: 1, rate: 0, upper: 0.01 };
const TUNED: DecisionFile = {
  version: 1,
  madeBy: 'a test',
  date: '2026-11-21T00:00:00Z',
  labels: { file: 'a', sha256: '0'.repeat(64), pairs: 1, same: 1, different: 0, unsure: 0, broken: 0 },
  spaceId: 'space',
  verifierId: 'verifier',
  errorBudget: 0.02,
  confidence: 0.95,
  bar: 0.9,
  bars: [],
  calibration: { intercept: 0, slope: 1, features: [] },
  chosen: HELD,
  reported: HELD,
};
