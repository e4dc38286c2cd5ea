import type { ChecklistPair } from './data.ts';
import type { Decision } from './decisions.ts';
import { type Share, share } from './intervals.ts';
import type { Vectors } from './vectors.ts';

/** Figures of one decision on the adversarial pairs. */
export interface ChecklistFigures {
  readonly decision: string;
  /** Share of the pairs that must miss and are served, by capability. */
  readonly falseAccept: Readonly<Record<string, Share>>;
  /** The same by test, named `capability: test`. */
  readonly falseAcceptByTest: Readonly<Record<string, Share>>;
  /** Mean over capabilities. */
  readonly macroFalseAccept: number;
  /** Share of the pairs that must hit and are served. */
  readonly accept: Share;
  readonly acceptByTest: Readonly<Record<string, Share>>;
}

export async function measureChecklist(
  pairs: readonly ChecklistPair[],
  decision: Decision,
  vectors: Vectors,
): Promise<ChecklistFigures> {
  const judged: (ChecklistPair & { readonly served: boolean })[] = [];
  for (const pair of pairs) {
    const only = { text: pair.a, cosine: vectors.cosine(pair.a, pair.b) };
    judged.push({ ...pair, served: (await decision.pick(pair.b, [only])) !== undefined });
  }
  const negative = judged.filter(({ label }) => label === 0);
  const positive = judged.filter(({ label }) => label === 1);
  const falseAccept = sharesBy(negative, ({ capability }) => capability);
  const rates = Object.values(falseAccept).map(({ value }) => value);
  return {
    decision: decision.name,
    falseAccept,
    falseAcceptByTest: sharesBy(negative, ({ capability, test }) => `${capability}: ${test}`),
    macroFalseAccept: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    accept: share(positive.filter(({ served }) => served).length, positive.length),
    acceptByTest: sharesBy(positive, ({ capability, test }) => `${capability}: ${test}`),
  };
}

function sharesBy<Row extends { readonly served: boolean }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Readonly<Record<string, Share>> {
  const groups = Map.groupBy(rows, keyOf);
  return Object.fromEntries(
    [...groups]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, group]) => [key, share(group.filter(({ served }) => served).length, group.length)]),
  );
}
