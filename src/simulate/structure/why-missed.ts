/** Why a key found nothing, where an equal request was seen before; `churn`: one that differs only in its system prompt's changing places. */
export type KeyMiss = 'expired' | 'evicted' | 'not-stored' | 'churn' | undefined;

const CODES: readonly KeyMiss[] = [undefined, 'expired', 'evicted', 'not-stored', 'churn'];

/** What the first reading of a log learnt of each request, in a byte each. */
export interface RequestNotes {
  readonly set: (index: number, stratum: number, why: KeyMiss, missed: boolean) => void;
  /** 0 where the question is not to be looked up by meaning. */
  readonly stratumOf: (index: number) => number;
  readonly whyOf: (index: number) => KeyMiss;
  /** Whether no key found an answer. */
  readonly missed: (index: number) => boolean;
}

/** Of a partition with so many stored answers a question is of stratum 1, 2, 3 … */
const STRATA = [1, 10, 100, 1_000, 10_000];
export const STRATUM_COUNT = STRATA.length + 1;

/** @param stored answers in the partition so far */
export const stratumFor = (stored: number): number => STRATA.filter((least) => stored >= least).length;

export function createRequestNotes(requests: number): RequestNotes {
  const bytes = new Uint8Array(requests);
  return {
    set: (index, stratum, why, missed) => {
      bytes[index] = stratum | (CODES.indexOf(why) << 3) | (missed ? 0x80 : 0);
    },
    stratumOf: (index) => (bytes[index] ?? 0) & 7,
    whyOf: (index) => CODES[((bytes[index] ?? 0) >> 3) & 7],
    missed: (index) => ((bytes[index] ?? 0) & 0x80) !== 0,
  };
}
