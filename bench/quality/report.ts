import type { ChecklistFigures } from './checklist.ts';
import type { GoldFigures } from './gold-pairs.ts';
import type { QuestionSetFigures } from './question-sets.ts';
import type { SlotCosts } from './slot-costs.ts';
import type { StreamFigures } from './streams.ts';
import type { Timing } from './timing.ts';

/** What `bench/results/quality.json` holds. */
export interface QualityReport {
  readonly command: string;
  /** Day of the run, YYYY-MM-DD. */
  readonly date: string;
  readonly commit: string;
  /** Whether files differed from the commit. */
  readonly dirty: boolean;
  readonly node: string;
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly model: { readonly spaceId: string; readonly sha256: string };
  /** What read pairs; null where nothing did. */
  readonly verifierId: string | null;
  /** The decision of a fresh install. */
  readonly defaultDecision: string;
  /** What vetoes alone are held against. */
  readonly defaultBound: number;
  readonly questionSets: readonly QuestionSetFigures[];
  readonly gold: readonly GoldFigures[];
  readonly streams: readonly StreamFigures[];
  readonly checklist: readonly ChecklistFigures[];
  readonly slotCosts: readonly SlotCosts[];
  readonly timing: Timing;
  /** Label-wrong hits that a person read; kept from run to run, for reading them again is a person's work. */
  readonly adjudicated?: Adjudicated;
}

/** Verdicts on a sample of the hits of one stream that its labels call wrong. */
export interface Adjudicated {
  readonly stream: string;
  readonly decision: string;
  readonly date: string;
  readonly labelWrongHits: number;
  readonly read: number;
  readonly same: number;
  readonly different: number;
  readonly unsure: number;
}
