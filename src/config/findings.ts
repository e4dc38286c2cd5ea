import { objectOr } from '#core';
import type { Path } from './problems.ts';

/** Collects what the checks find, so that each of them is told in one line. */
export interface Findings {
  readonly problem: (path: Path, expected: string, value?: string) => void;
  readonly warning: (path: Path, sentence: string) => void;
}

/** Each text that appears before in the list is a problem at its second place. */
export function checkUnique(
  texts: readonly (readonly [Path, unknown])[],
  expected: string,
  findings: Findings,
): void {
  const seen = new Set<unknown>();
  for (const [path, text] of texts) {
    if (typeof text !== 'string') continue;
    if (seen.has(text)) findings.problem(path, expected);
    seen.add(text);
  }
}

/** At least one weight has to be above zero, where there is anything to choose from. */
export function checkWeights(path: Path, items: readonly unknown[], findings: Findings): void {
  const weights = items.map((item) => objectOr(item).weight);
  if (weights.length > 0 && weights.every((weight) => weight === 0)) {
    findings.problem(path, 'at least one weight above 0', 'only weights of 0');
  }
}
