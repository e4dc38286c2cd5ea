import type { BrokenLine } from './labels/labelled-pair.ts';
import type { Tuning } from './tune.ts';

/** What `reprise tune` found, with where it came from. */
export interface TuneReport {
  readonly madeBy: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly labels: { readonly file: string; readonly sha256: string; readonly broken: readonly BrokenLine[] };
  readonly decision: { readonly spaceId: string; readonly verifierId: string | null; readonly bar: number };
  readonly tuning: Tuning;
}
