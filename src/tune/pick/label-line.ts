import type { PairLabel } from '../labels/labelled-pair.ts';
import type { Candidate, Stratum } from './strata.ts';

const NANOS_PER_DOLLAR = 1e9;

/** A labelled pair as a line of the file that `reprise tune` reads. */
export function labelLine(
  { pair, weight, stratum }: Candidate,
  { pairs }: Pick<Stratum, 'pairs'>,
  label: PairLabel,
): string {
  const { asked, cached, answer, cluster, time, costNanos } = pair;
  return `${JSON.stringify({
    asked,
    cached,
    ...(answer === undefined ? {} : { answer }),
    label,
    ...(cluster === undefined ? {} : { cluster }),
    ...(time === undefined ? {} : { time: new Date(time).toISOString() }),
    ...(costNanos === undefined ? {} : { cost: costNanos / NANOS_PER_DOLLAR }),
    ...(weight === 1 ? {} : { weight }),
    stratum,
    stratumPairs: pairs,
  })}\n`;
}
