import { basename } from 'node:path';
import type { DecisionFile } from '#cache';
import type { Held } from './figures/held.ts';
import type { TuneReport } from './report.ts';

/** What the gateway loads, from a report whose bar was certified; undefined where none was, or where it is a setting. */
export function makeDecisionFile({
  madeBy,
  date,
  labels,
  decision,
  tuning,
}: TuneReport): DecisionFile | undefined {
  const { outcome, counts, budget, delta, bars } = tuning;
  if (outcome.type === 'refused' || decision.similarity !== undefined) return undefined;
  const { bar, pairs, reported, served, wrong, hitRate, rate, upper, calibration } = outcome;
  return {
    version: 1,
    madeBy,
    date,
    labels: {
      file: basename(labels.file),
      sha256: labels.sha256,
      pairs: counts.pairs,
      same: counts.same,
      different: counts.different,
      unsure: counts.unsure,
      broken: labels.broken.length,
    },
    spaceId: decision.spaceId,
    verifierId: decision.verifierId,
    errorBudget: budget,
    confidence: 1 - delta,
    bar,
    bars: [...bars],
    calibration,
    chosen: { pairs, served, wrong, hitRate, rate, upper },
    reported: heldOf(reported),
  };
}

const heldOf = ({ pairs, served, wrong, hitRate, wrongRate }: Held): DecisionFile['reported'] => ({
  pairs,
  served,
  wrong,
  hitRate: hitRate.value,
  rate: wrongRate.value,
  upper: wrongRate.high,
});
