import type { Usage } from '#core';
import type { VerificationResult } from './verify/ask-verifier.ts';

/** What one attempt at a provider came to. */
export interface AttemptRecord {
  readonly provider: string;
  readonly model: string;
  /** HTTP status, or the error's code where there was none. */
  readonly status: number | string;
  readonly seconds: number;
}

/** What a finished upstream answer used. */
export interface UsageRecord {
  readonly usage: Usage;
  /** Nano-dollars; undefined is unknown. */
  readonly costNanos: number | undefined;
}

/** Told by the use cases as they go. Called on the request path: must be cheap and must not throw. */
export interface GatewayObserver {
  readonly attempt: (record: AttemptRecord) => void;
  readonly firstToken: (provider: string, model: string, seconds: number) => void;
  /** A stream that ended before its answer was complete, or with an error of the provider. */
  readonly brokenStream: (provider: string, model: string, how: 'stream-cut' | 'stream-error') => void;
  readonly used: (record: UsageRecord) => void;
  /** An answer from the cache: what the call would have used and cost. */
  readonly saved: (record: UsageRecord) => void;
  /** Shadow mode would have served a hit. */
  readonly shadowHit: (tier: string) => void;
  /** A chat model was asked whether a cached answer is right. */
  readonly verification: (result: VerificationResult) => void;
  /** `stored`, `dropped`, or why the store gate refused. */
  readonly write: (result: string) => void;
}
