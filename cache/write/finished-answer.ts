import type { ChatResponse, JsonObject } from '#core';
import type { Provenance } from '../entry.ts';
import type { Prepared } from '../lookup/result.ts';

/** A finished answer of a provider. */
export interface FinishedAnswer {
  readonly body: JsonObject;
  readonly bodyBytes: number;
  readonly response: ChatResponse;
  /** Nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
  readonly latencyMs: number;
  readonly provenance: Provenance;
  /** What the lookup before it worked out. */
  readonly prepared: Prepared | undefined;
}
