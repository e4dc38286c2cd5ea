import type { CachePlan } from '#cache';

/** Why an answer of the log would not be stored: the store gate's reason, or that there was none. */
export type NotStored = string;

/** Where a cost comes from; the flags of the command line stand before the table of prices. */
export type CostSource = 'log' | 'flags' | 'table' | 'unknown';

/**
 * One request, read as the gateway reads it: everything that the replay needs and nothing of the prompt but the
 * question. The keys are those of the gateway.
 */
export interface Arrival {
  readonly line: number;
  /** Milliseconds since the epoch; 0 throughout where the log has no times. */
  readonly time: number;
  readonly durationMs: number | undefined;
  readonly model: string;
  readonly tenant: string;
  /** Undefined where the cache is neither read nor written. */
  readonly keys: ArrivalKeys | undefined;
  readonly question: string | undefined;
  readonly plan: CachePlan;
  readonly answer: LoggedOutcome;
  /** What the call cost in nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
  readonly costSource: CostSource;
  /** Input and output tokens; undefined is unknown. */
  readonly tokens: number | undefined;
  /** The system prompt's pattern; 0 where there is none. */
  readonly template: number;
  /** Whether turns stand before the question that are no instructions. */
  readonly hasHistory: boolean;
}

export interface ArrivalKeys {
  readonly compatKey: string;
  readonly exactKey: string;
  /** Undefined where only equal requests match. */
  readonly normalisedKey: string | undefined;
  /** The same request whatever its system prompt says in the places that change. */
  readonly withoutVolatile: string;
  /** The same request whoever asks. */
  readonly withoutTenant: string;
}

export interface LoggedOutcome {
  /** Undefined: it would be stored. */
  readonly refused: NotStored | undefined;
  /** The beginning of the answer's text; undefined where the log has no answers. */
  readonly text: string | undefined;
  /** What of it is embedded (C10). */
  readonly embedded: string | undefined;
  readonly bytes: number;
}
