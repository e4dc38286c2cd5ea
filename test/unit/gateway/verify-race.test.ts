import { describe, expect, it } from 'vitest';
import type { FinishedAnswer, Judge } from '#cache';
import { type ChatCall, createAnswerChat, createVerdictMemory, type GatewayObserver } from '#gateway';
import { openaiChat, type Provider, type ProviderCall, type UpstreamResponse } from '#providers';
import { createRouter } from '#routing';
import type { Outcome } from '../../../src/gateway/outcome.ts';
import { hasLostRace, race } from '../../../src/gateway/verify/race.ts';
import { completion, completionFrames } from '../../kit/answers.ts';
import { createTestCache, levelEmbedder } from '../../kit/cache.ts';
import { createGate, type Gate } from '../../kit/gate.ts';
import { until } from '../../kit/until.ts';

const HIT = { type: 'hit', tier: 'semantic' } as unknown as Extract<Outcome, { type: 'hit' }>['hit'];
const FRESH = { type: 'whole' } as Outcome;
const never = (): AbortSignal => new AbortController().signal;

/** Starts a race in which both sides wait for the test. */
function startRace(signal = never()) {
  const answer = Promise.withResolvers<Outcome>();
  const verdict = Promise.withResolvers<typeof HIT | undefined>();
  const signals: { confirm?: AbortSignal; ask?: AbortSignal } = {};
  const result = race(
    (given) => {
      signals.confirm = given;
      return verdict.promise;
    },
    (given) => {
      signals.ask = given;
      return answer.promise;
    },
    signal,
  );
  return { answer, verdict, signals, result };
}

describe('[C12b] a race', () => {
  it('asks both at once', () => {
    const { signals } = startRace();
    expect([signals.confirm?.aborted, signals.ask?.aborted]).toEqual([false, false]);
  });

  it('a yes first: the hit, and the other call has lost', async () => {
    const { verdict, answer, signals, result } = startRace();
    verdict.resolve(HIT);
    expect(await result).toEqual({ type: 'hit', hit: HIT });
    expect(hasLostRace(signals.ask ?? never())).toBe(true);
    answer.reject(new Error('too late to matter')); // and nobody is told of it
  });

  it('the answer first: the answer, and the check is ended', async () => {
    const { verdict, answer, signals, result } = startRace();
    answer.resolve(FRESH);
    expect(await result).toBe(FRESH);
    expect(signals.confirm?.aborted).toBe(true);
    expect(signals.ask?.aborted).toBe(false);
    verdict.resolve(HIT);
  });

  it('a no first: the answer is waited for', async () => {
    const { verdict, answer, signals, result } = startRace();
    verdict.resolve(undefined);
    await Promise.resolve();
    expect(signals.ask?.aborted).toBe(false);
    answer.resolve(FRESH);
    expect(await result).toBe(FRESH);
  });

  it.each([
    ['a yes', HIT, { type: 'hit', hit: HIT }],
    ['a no', undefined, 'down'],
  ])('a failure first, then %s', async (_, said, expected) => {
    const { verdict, answer, signals, result } = startRace();
    answer.reject('down');
    await Promise.resolve();
    expect(signals.confirm?.aborted).toBe(false);
    verdict.resolve(said);
    expect(await result.catch((error: unknown) => error)).toEqual(expected);
  });

  it('whoever leaves ends both, and that is no lost race', () => {
    const controller = new AbortController();
    const { signals } = startRace(controller.signal);
    controller.abort();
    expect([signals.confirm?.aborted, signals.ask?.aborted]).toEqual([true, true]);
    expect(hasLostRace(signals.ask ?? never())).toBe(false);
  });
});

const greyJudge: Judge = async (_asked, [candidate]) => ({
  type: 'refuse',
  reason: candidate ? 'below-bar' : 'no-neighbour',
  best: candidate && { candidate, probability: 0.6, prior: 0.6 },
});

/** A provider that answers as the test says, and does not notice that nobody wants its answer any more. */
function stubborn(name: string, send: (call: ProviderCall) => Promise<UpstreamResponse>): Provider {
  return {
    name,
    dialect: 'openai-chat',
    codec: openaiChat,
    version: name,
    keys: [{ name: 'k', value: 'v' }],
    canAddStreamUsage: true,
    timeouts: { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
    send,
    close: () => Promise.resolve(),
  };
}

const response = (type: string, ...pieces: readonly string[]): UpstreamResponse => ({
  status: 200,
  headers: { 'content-type': type },
  body: (async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  })(),
});

const callFor = (question: string, stream: boolean): ChatCall => {
  const body = { model: 'm', messages: [{ role: 'user', content: question }], stream };
  return {
    requestId: 'r',
    dialect: openaiChat,
    raw: Buffer.from(JSON.stringify(body)),
    body,
    headers: {},
    caller: {
      key: undefined,
      team: undefined,
      customer: undefined,
      credential: 'c',
      models: ['*'],
      ownCredential: true,
    },
    signal: never(),
  };
};

describe('[C12b] an answer that lost its race and comes nevertheless', () => {
  it.each([false, true])('is counted and not stored, stream %s', async (stream) => {
    const gates: readonly [Gate, Gate] = [createGate(), createGate()];
    let answers = 0;
    const upstream = stubborn('openai', async (call) => {
      if (answers++ > 0) await gates[0].opened;
      return call.stream
        ? response('text/event-stream', ...completionFrames(['fresh']))
        : response('application/json', completion('the first answer'));
    });
    const checker = stubborn('checker', async ({ body }) => {
      await gates[1].opened;
      const yes = /yes-\w+/.exec(Buffer.from(body ?? []).toString())?.[0] ?? '';
      return response('application/json', completion(yes));
    });
    const events: string[] = [];
    const observer: GatewayObserver = {
      attempt: ({ provider }) => events.push(provider),
      firstToken: () => {},
      brokenStream: () => events.push('broken'),
      used: () => events.push('used'),
      saved: () => events.push('saved'),
      shadowHit: () => {},
      verification: (result) => events.push(result),
      write: (result) => events.push(result),
    };
    const stored: FinishedAnswer[] = [];
    const { cache, clock, written, close } = await createTestCache(levelEmbedder, { judge: greyJudge });
    const router = createRouter({ providers: [upstream, checker], routes: [], retries: 0 });
    const answerChat = createAnswerChat({
      clock,
      observer,
      random: Math.random,
      maxAnswerBytes: 1_000_000,
      cache: {
        ...cache,
        store: (cacheCase, answer) => {
          stored.push(answer);
          return cache.store(cacheCase, answer);
        },
      },
      router,
      costOf: () => undefined,
      settingsOf: () => ({ mode: 'on', match: 'semantic', scope: 'team', ttlSeconds: 60, errorBudget: 0.01 }),
      hitUsage: 'upstream',
      grey: {
        verifier: { route: router.resolve('checker/small', 'openai-chat'), deadlineMs: 60_000 },
        modeOf: () => 'race',
        floor: 0.3,
        verdicts: createVerdictMemory(),
      },
    });

    await answerChat(callFor('How do I open an account?', false));
    await until('the first answer is stored', () => stored.length === 1);
    await written();
    const answer = answerChat(callFor('What is the way to open an account?', stream));
    await until('the provider is asked again', () => answers === 2);
    gates[1].open();
    expect((await answer).cache).toBe('semantic');
    events.length = 0;
    gates[0].open();
    await until('what the provider sent was counted', () => events.includes('used'));
    await new Promise(setImmediate); // the answer would be stored after it
    await new Promise(setImmediate);
    expect(stored).toHaveLength(1);
    expect(events).toEqual(['openai', 'used']);
    await close();
  });
});
