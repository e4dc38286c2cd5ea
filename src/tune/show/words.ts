import { count, percent, percentWithin } from '#report';
import type { Held } from '../figures/held.ts';
import type { Chosen, Tuning } from '../tuning.ts';

/** The outcome in one or two sentences. */
export function verdict({ outcome, budget, delta }: Tuning): string {
  const sure = percent(1 - delta);
  if (outcome.type === 'chosen') {
    return (
      `At most ${percent(outcome.upper)} of served answers are wrong, with ${sure} confidence ` +
      `(${count(outcome.wrong)} wrong in ${count(outcome.served)} served of ${count(outcome.pairs)} labelled pairs).`
    );
  }
  const why =
    outcome.reason === 'thin'
      ? `There are too few labels to prove ${percent(budget)} wrong per served hit with ${sure} confidence.`
      : `No bar keeps within ${percent(budget)} wrong per served hit with ${sure} confidence.`;
  return `${why} ${advice(outcome.labelsMissing, outcome.servedMissing)}`;
}

function advice(labelsMissing: number | undefined, servedMissing: number | undefined): string {
  if (labelsMissing === undefined || servedMissing === undefined) {
    return 'More labels would not change that: every bar is above the budget already. Set a larger --error-budget.';
  }
  const picked =
    servedMissing < labelsMissing ? `, or ${count(servedMissing)} of pairs that would be served` : '';
  return `About ${count(labelsMissing)} more labels are missing${picked}, if they turn out like these.`;
}

/** What stands beside a figure of the untouched part. */
export const wrongWords = ({ served, wrong, wrongRate }: Held): string =>
  served === 0 ? 'nothing served' : `${percentWithin(wrongRate)}: ${count(wrong)} in ${count(served)}`;

/** A warning where the untouched part speaks against the bar; undefined where it does not. */
export function contradiction({ reported }: Chosen, budget: number): string | undefined {
  if (reported.served === 0) return 'The bar serves nothing of the part that it is reported on.';
  if (reported.wrongRate.low <= budget) return undefined;
  return (
    `On the untouched part ${percentWithin(reported.wrongRate)} of served answers are wrong, more than the budget: ` +
    'the traffic changed, or labels depend on each other (give them a cluster).'
  );
}

/** What the figures are shares of. */
export const SHARES_OF =
  'Shares are of the labelled pairs, weighted: of questions with a near neighbour in the cache, not of all requests.';
