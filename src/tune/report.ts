import type { BrokenLine } from './labels/labelled-pair.ts';
import type { Tuning } from './tuning.ts';

/** What `reprise tune` found, with where it came from. */
export interface TuneReport {
  readonly madeBy: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly labels: { readonly file: string; readonly sha256: string; readonly broken: readonly BrokenLine[] };
  readonly decision: {
    readonly spaceId: string;
    readonly verifierId: string | null;
    /** The bar in force, as a probability. */
    readonly bar: number;
    readonly readsAnswers: boolean;
    /** The chosen bar as a similarity, where a similarity alone decides. */
    readonly similarity: number | undefined;
  };
  readonly tuning: Tuning;
}

/** What has to change for the new bar to be in force. */
export interface Change {
  /** The text of decision.json; undefined where nothing was certified, or where the bar is a setting. */
  readonly decisionFile: string | undefined;
  /** Lines of YAML; none where the configuration is right already. */
  readonly settings: readonly string[];
}
