export type Tier = 'exact' | 'normalised' | 'semantic';
export type LookupStage = 'exact' | 'normalised' | 'embed' | 'search' | 'decide';

/** What a lookup tells of itself as it goes. Called on the hot path: must be cheap and must not throw. */
export interface LookupObserver {
  readonly stage: (stage: LookupStage, seconds: number) => void;
  readonly result: (tier: Tier, result: 'hit' | 'miss' | 'unavailable') => void;
  /** Cosine of the nearest candidate. */
  readonly similarity: (cosine: number) => void;
  /** That the best candidate's answer is right, as the decision saw it. */
  readonly probability: (probability: number) => void;
  readonly veto: (slot: string) => void;
  /** A tier or the verifier could not be asked, or a clean-up of vectors failed; for the log. */
  readonly failure: (part: Tier | 'vectors' | 'verifier', error: unknown) => void;
}

export const silentObserver: LookupObserver = {
  stage: () => {},
  result: () => {},
  similarity: () => {},
  probability: () => {},
  veto: () => {},
  failure: () => {},
};
