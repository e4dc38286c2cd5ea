import type { Clock } from '#core';
import type { CachePlan } from '../policy/plan.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { isFreshFor } from './freshness.ts';
import type { Tier } from './observer.ts';
import type { LookupResult } from './result.ts';

/** One key, one answer: no similarity. An entry of another tenant under the same key is never served. */
export async function findExact(
  parts: { readonly entries: EntryStore; readonly clock: Clock },
  tenant: string,
  key: string,
  tier: Tier,
  plan: CachePlan,
): Promise<LookupResult> {
  const [entry] = await parts.entries.getMany([key]);
  if (!entry || entry.tenant !== tenant) return { type: 'miss', reason: 'no-neighbour' };
  if (!isFreshFor(plan, entry, parts.clock.now())) return { type: 'miss', reason: 'expired' };
  return { type: 'hit', tier, entry, similarity: undefined };
}
