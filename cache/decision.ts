/** What is known of one candidate when the decision is made. */
export interface Candidate {
  /** Cosine between the asked and the cached question. */
  readonly similarity: number;
  /** The slot that forbids the hit (C9). */
  readonly veto: string | undefined;
}

export type Verdict =
  | { readonly serve: true }
  | { readonly serve: false; readonly reason: 'below-bar' | `veto:${string}` };

/** Decides whether a candidate's answer may be served (C12). */
export type Decide = (candidate: Candidate) => Verdict;

/**
 * The bound that goes with the bundled embedding space and the vetoes, until a calibrated decision replaces it.
 * Source: docs/quality.md, made by `npm run bench:quality`.
 */
export const BUNDLED_BOUND = 0.945;

/** Serves what no slot forbids and whose similarity reaches the bound. A veto only counts where the bound was reached. */
export function decideByBound(bound: number): Decide {
  return ({ similarity, veto }) => {
    // Written so that NaN fails too.
    if (!(similarity >= bound)) return { serve: false, reason: 'below-bar' };
    return veto === undefined ? { serve: true } : { serve: false, reason: `veto:${veto}` };
  };
}
