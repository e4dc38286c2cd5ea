import type { Miss } from './lookup/result.ts';
import { openCase } from './open-case.ts';
import type { SemanticCache } from './semantic-cache.ts';

const OFF: Miss = { type: 'miss', reason: 'policy:off' };

/** The cache of a gateway whose cache is off: no model, no file, nothing found and nothing stored. */
export function createNoCache(): SemanticCache {
  return {
    open: openCase,
    exact: () => Promise.resolve(OFF),
    near: () => Promise.resolve(OFF),
    store: () => 'dropped',
    label: () => {},
  };
}
