import { describe, expect, it } from 'vitest';
import { clopperPearsonUpper } from '../../../cache/decision/clopper-pearson.ts';
import { barGrid, type Scored } from '../../../cache/decision/count-bars.ts';
import { chooseBar } from '../../../cache/decision/learn-then-test.ts';
import { createRandom } from '../../../cache/decision/random.ts';

interface Kind {
  readonly cluster?: number;
  readonly heavyErrors?: boolean;
}

/** Traffic in which a pair of score p is wrong with a probability of 1 - p². */
function draw(seed: number, pairs: number, options: Kind = {}): Scored[] {
  const random = createRandom(seed);
  const size = options.cluster ?? 1;
  return Array.from({ length: Math.ceil(pairs / size) }, (_, c) => {
    const p = 1 - 0.5 * random() ** 3;
    const wrong = random() > p * p;
    // Heavier where they are wrong more often, as in strata that were sampled thinly.
    const weight = options.heavyErrors ? (p < 0.97 ? 4 : 1) : 1;
    return Array.from({ length: size }, () => ({ p, wrong, weight, cluster: `c${c}` }));
  }).flat();
}

/** Wrong answers per served hit at a bar, of the whole of that traffic. */
const truth = (() => {
  const traffic = draw(4711, 200_000).toSorted((one, other) => one.p - other.p);
  return (bar: number, heavyErrors = false): number => {
    let [all, bad] = [0, 0];
    for (const { p, wrong } of traffic) {
      if (p < bar) continue;
      const weight = heavyErrors && p < 0.97 ? 4 : 1;
      all += weight;
      if (wrong) bad += weight;
    }
    return bad / all;
  };
})();

describe('[C12] the bar', () => {
  it.each<[string, Kind]>([
    ['independent pairs', {}],
    ['clusters of four', { cluster: 4 }],
    ['weighted pairs whose errors are heavy', { heavyErrors: true }],
  ])('is above the budget in at most 5 % of 1,000 runs: %s', (_, options) => {
    const budget = 0.02;
    const chosen = Array.from({ length: 1000 }, (__, run) =>
      chooseBar({ scored: draw(run + 1, 1_200 * (options.cluster ?? 1), options), budget }),
    );
    const risks = new Map<number, number>();
    const violated = chosen.filter((choice) => {
      if (choice.type === 'refused') return false;
      const risk = risks.get(choice.bar) ?? truth(choice.bar, options.heavyErrors);
      risks.set(choice.bar, risk);
      return risk > budget;
    });
    const certified = chosen.filter(({ type }) => type === 'chosen');
    expect(certified.length).toBeGreaterThan(500); // a rule that always refuses would hold the budget too
    expect(violated.length).toBeLessThanOrEqual(50);
  });

  it('is that of the loosest served set which is proven, and says what it rests on', () => {
    const scored = [
      ...Array.from({ length: 600 }, () => ({ p: 0.99, wrong: false })),
      ...Array.from({ length: 200 }, () => ({ p: 0.9, wrong: false })),
      ...Array.from({ length: 200 }, (_, i) => ({ p: 0.5, wrong: i % 2 === 0 })),
    ];
    const choice = chooseBar({ scored, budget: 0.01 });
    expect(choice).toMatchObject({ type: 'chosen', served: 800, wrong: 0, hitRate: 0.8, rate: 0 });
    if (choice.type !== 'chosen') return;
    expect(choice.bar).toBeGreaterThan(0.5);
    expect(choice.bar).toBeLessThanOrEqual(0.9);
    expect(choice.upper).toBeCloseTo(clopperPearsonUpper(0, 800, 0.05), 6);
  });

  it('is refused on thin evidence, with the number of labels missing', () => {
    const scored = Array.from({ length: 100 }, () => ({ p: 0.99, wrong: false }));
    expect(chooseBar({ scored, budget: 0.01 })).toEqual({
      type: 'refused',
      reason: 'thin',
      labelsMissing: 199,
      servedMissing: 199,
    });
    expect(chooseBar({ scored: [], budget: 0.01 })).toMatchObject({ type: 'refused', labelsMissing: 299 });
  });

  it('counts labels missing by the share of pairs that a bar would serve', () => {
    const scored = [
      ...Array.from({ length: 100 }, () => ({ p: 0.99, wrong: false })),
      ...Array.from({ length: 100 }, () => ({ p: 0.2, wrong: true })),
    ];
    const choice = chooseBar({ scored, budget: 0.01 });
    expect(choice).toMatchObject({ type: 'refused', servedMissing: 199, labelsMissing: 398 });
  });

  it('says that no number of labels helps where every bar is above the budget', () => {
    const scored = Array.from({ length: 1000 }, (_, i) => ({ p: 0.5 + (i % 50) / 100, wrong: i % 7 === 0 }));
    expect(chooseBar({ scored, budget: 0.01 })).toEqual({
      type: 'refused',
      reason: 'wrong',
      labelsMissing: undefined,
      servedMissing: undefined,
    });
  });

  it('survives one wrong pair at the very top when there is much below it', () => {
    const scored = Array.from({ length: 6000 }, (_, i) => ({ p: 0.9999 - i * 1e-5, wrong: i === 5 }));
    expect(chooseBar({ scored, budget: 0.01 })).toMatchObject({ type: 'chosen', served: 6000 });
  });

  it('does not follow a lucky stretch below a bar that failed', () => {
    const scored = [
      ...Array.from({ length: 400 }, (_, i) => ({ p: 0.99, wrong: i < 40 })),
      ...Array.from({ length: 300 }, () => ({ p: 0.8, wrong: false })),
    ];
    expect(chooseBar({ scored, budget: 0.05 })).toMatchObject({ type: 'refused', reason: 'wrong' });
  });

  it('comes from a grid that is fixed, strictest first, and reaches above any probability in use', () => {
    const grid = barGrid();
    expect(grid.toSorted((one, other) => other - one)).toEqual(grid);
    expect([grid[0], grid.at(-1)]).toEqual([expect.closeTo(0.999994, 6), expect.closeTo(0.018, 3)]);
  });
});
