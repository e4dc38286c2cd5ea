import { describe, expect, it } from 'vitest';
import { MOCK_FAULTS } from '#bench';
import { derivedAnswers, toAnswerText } from '../../bench/mock/answer-text.ts';
import { requestedFault } from '../../bench/mock/faults.ts';
import { latencySource } from '../../bench/mock/random.ts';

describe('derived answers', () => {
  it('give a question the same words each time, another question others, at the length asked for', () => {
    const answer = derivedAnswers(20);
    expect(answer('a')).toEqual(derivedAnswers(20)('a'));
    expect(answer('a').text).not.toBe(answer('b').text);
    expect(answer('a').pieces).toHaveLength(20);
  });

  it.each([
    ['derived', derivedAnswers(7)('“quoted”')],
    ['given', toAnswerText(' two\n\nlines, "quotes" and a 😀 ')],
  ])('join to their text and are its JSON (%s)', (_, answer) => {
    expect(answer.pieces.join('')).toBe(answer.text);
    expect(JSON.parse(answer.json)).toBe(answer.text);
    expect(answer.jsonPieces.map((piece) => JSON.parse(piece))).toEqual(answer.pieces);
  });
});

describe('faults by name', () => {
  it.each(MOCK_FAULTS.map(({ name }) => name))('reads %s, alone and counted', (name) => {
    const kind = name.slice('fault-'.length);
    expect(requestedFault(name)).toEqual({ kind, amount: null, times: null });
    expect(requestedFault(`${name}x2`)).toEqual({ kind, amount: null, times: 2 });
  });

  it('reads a number after a fault, alone and counted', () => {
    expect(requestedFault('fault-cut-7')).toEqual({ kind: 'cut', amount: 7, times: null });
    expect(requestedFault('fault-stall-stream-12x3')).toEqual({ kind: 'stall-stream', amount: 12, times: 3 });
  });

  it('reads every other model as none, and every other fault as unknown', () => {
    expect(requestedFault('gpt-4o-mini')).toBeNull();
    expect(requestedFault('my-fault-500')).toBeNull();
    for (const model of ['fault-', 'fault-501', 'fault-cutt', 'fault-cut-', 'fault-cut-3-4']) {
      expect(requestedFault(model)?.kind, model).toBe('unknown');
    }
  });
});

describe('latency', () => {
  it('is always the same when it is fixed', () => {
    const next = latencySource({ kind: 'fixed', ms: 12 });
    expect([next(), next()]).toEqual([12, 12]);
  });

  it('is lognormal around its median, and the same again for the same seed', () => {
    const draw = (seed: number) => {
      const next = latencySource({ kind: 'lognormal', medianMs: 400, sigma: 0.5, seed });
      return Array.from({ length: 4001 }, next);
    };
    const drawn = draw(1);
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
    const logs = drawn.map((ms) => Math.log(ms / 400));
    const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.03);
  });
});
