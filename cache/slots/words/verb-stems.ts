import { stem } from './stem.ts';
import { SYMMETRIC, TRANSITIVE } from './verbs.ts';

/** Stems of verbs that have someone who does it and something it is done to. */
export const VERB_STEMS: ReadonlySet<string> = new Set(TRANSITIVE.map(stem));

/** Stems of relations that hold both ways. */
export const SYMMETRIC_STEMS: ReadonlySet<string> = new Set([...SYMMETRIC].map(stem));
