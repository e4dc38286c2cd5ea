import type { CachePlan, Hit } from '#cache';

/** `Cache-Status` (RFC 9211) and what else is told of an answer from the cache. */
export function hitHeaders(
  { entry, tier, similarity, probability, verifiedBy }: Hit,
  now: number,
): Record<string, string> {
  const ttl = Math.floor((entry.expiresAt - now) / 1000);
  return {
    'cache-status': `reprise; hit; ttl=${ttl}; detail=${tier}`,
    age: String(Math.max(0, Math.floor((now - entry.createdAt) / 1000))),
    'x-reprise-cache-entry': entry.id,
    'x-reprise-provider': entry.provenance.provider,
    'x-reprise-model': headerText(entry.provenance.model),
    ...(similarity === undefined ? {} : { 'x-reprise-cache-similarity': similarity.toFixed(4) }),
    ...(probability === undefined ? {} : { 'x-reprise-cache-probability': probability.toFixed(4) }),
    ...(verifiedBy === undefined ? {} : { 'x-reprise-cache-verified': headerText(verifiedBy) }),
    ...(entry.costNanos === undefined ? {} : { 'x-reprise-saved': dollars(entry.costNanos) }),
  };
}

/**
 * `Cache-Status` of an answer from a provider: `bypass` is our policy, `request` the client's wish, and `collapsed`
 * says that the answer was another request's.
 */
export function missHeaders(plan: CachePlan, reason: string, shared: boolean): Record<string, string> {
  const fwd = plan.read ? 'miss' : reason === 'request' ? 'request' : 'bypass';
  return { 'cache-status': `reprise; fwd=${fwd}${shared ? '; collapsed' : ''}; detail=${reason}` };
}

/** Nano-dollars as a plain decimal of dollars. */
export function dollars(nanos: number): string {
  return (nanos / 1e9).toFixed(9);
}

/** Enough for every name that means something; a longer header costs the client its answer (8 to 16 KB for all). */
const LONGEST_HEADER = 256;

/** A client names models as it likes; what a header cannot carry (RFC 9110 §5.5) is percent-encoded, what is too long cut. */
export function headerText(text: string, longest = LONGEST_HEADER): string {
  const short = text.slice(0, longest).toWellFormed();
  const encoded = short.replace(/[^\x20-\x7e]/gu, encodeURIComponent);
  if (encoded.length <= longest && text.length <= longest) return encoded;
  return `${encoded.slice(0, longest - 3).replace(/%[0-9A-F]?$/, '')}...`;
}
