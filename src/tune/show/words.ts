import { count, percent, percentWithin } from '#report';
import type { Held } from '../figures/held.ts';
import type { TuneReport } from '../report.ts';
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

/** Wrong answers per served hit, with what they are counted on. */
export const wrongWords = ({ served, wrong, wrongRate }: Held): string =>
  served === 0 ? 'nothing served' : `${percentWithin(wrongRate)}: ${count(wrong)} in ${count(served)}`;

/** What has to be known before a report is trusted. */
export function warningsOf({ tuning, decision }: TuneReport): readonly string[] {
  const { counts, outcome, budget } = tuning;
  const unanswered = counts.pairs - counts.answered;
  const answers =
    decision.readsAnswers && unanswered > 0
      ? [
          `${count(unanswered)} of ${count(counts.pairs)} pairs have no answer, and the decision reads answers: ` +
            'what it makes of these pairs is not what it will make of cached ones. Add the field answer.',
        ]
      : [];
  const against = outcome.type === 'chosen' ? contradiction(outcome, budget) : undefined;
  return against === undefined ? answers : [...answers, against];
}

/** Where pairs that were left out speak against the bar; undefined where they do not. */
function contradiction({ reported }: Chosen, budget: number): string | undefined {
  if (reported.wrongRate.low > budget) {
    return (
      `On pairs that were left out ${percentWithin(reported.wrongRate)} of served answers are wrong, more than the budget: ` +
      'the traffic changed, or labels depend on each other (give them a cluster).'
    );
  }
  if (reported.refused === 0) return undefined;
  return (
    `With ${reported.sets === 1 ? 'the latest labels' : 'a fifth of the labels'} left out no bar could be certified in ` +
    `${reported.refused} of ${reported.sets} tries: the evidence is just enough, and the figures of left-out pairs are low for it.`
  );
}

/** What the figures are shares of. */
export const SHARES_OF =
  'Shares are of the labelled pairs, weighted: of questions with a near neighbour in the cache, not of all requests.';

/** The pairs that a bar is reported on. */
export const leftOutWords = ({ reported }: Chosen): string =>
  reported.sets === 1 ? 'latest pairs, left out of the choice' : 'each fifth left out of the choice once';
