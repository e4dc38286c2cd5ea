import { isExpired } from '../entry.ts';
import type { CachePlan } from '../policy/plan.ts';

/** Neither expired nor older than the client's `max-age` allows. */
export function isFreshFor(
  plan: CachePlan,
  entry: { readonly createdAt: number; readonly expiresAt: number },
  now: number,
): boolean {
  if (isExpired(entry, now)) return false;
  return plan.maxAgeSeconds === undefined || now - entry.createdAt <= plan.maxAgeSeconds * 1000;
}
