/** What one way of choosing 500 labels came to, over all repeats. */
export interface Way {
  readonly name: string;
  /** Repeats in which no bar was certified. */
  readonly refused: number;
  /** Mean hit rate on pairs that no repeat chose on; a refusal serves nothing. */
  readonly hitRate: number;
  /** Mean of the hit rate less that of all labels, in repeats where both were certified; undefined where there is none. */
  readonly behind: number | undefined;
  /** Repeats whose bar was above the budget on those pairs. */
  readonly above: number;
  /** Mean share of wrong answers per served hit there, where anything was served. */
  readonly wrongRate: number | undefined;
}

export interface PoolFigures {
  readonly pool: string;
  /** What decides. */
  readonly decision: string;
  readonly pairs: number;
  readonly budgets: readonly { readonly budget: number; readonly ways: readonly Way[] }[];
}

export interface TuneBenchReport {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  readonly dirty: boolean;
  readonly repeats: number;
  readonly labels: number;
  readonly pools: readonly PoolFigures[];
}
