/** How the gateway answered one request, read from its response headers. */
export type Outcome =
  | {
      readonly type: 'hit';
      readonly tier: string;
      /** Cosine to the cached question, where questions were compared. */
      readonly similarity: number | undefined;
      /** What the hit saved, in dollars. */
      readonly saved: number | undefined;
    }
  /** Another request's call was shared; `reason` is why that one had to be made. */
  | { readonly type: 'joined'; readonly reason: string }
  | { readonly type: 'provider'; readonly reason: string };

/**
 * Reads `Cache-Status` (RFC 9211) and the gateway's own headers beside it.
 * @throws TypeError when the answer does not say how the cache took part
 */
export function readOutcome(headers: Headers): Outcome {
  const status = headers.get('cache-status') ?? '';
  const [cache, ...parameters] = status.split(';').map((part) => part.trim());
  if (cache !== 'reprise') throw new TypeError(`no Cache-Status of the gateway: ${status || 'none at all'}`);
  const detail = parameters.find((part) => part.startsWith('detail='))?.slice('detail='.length) ?? '';
  if (parameters.includes('hit')) {
    return {
      type: 'hit',
      tier: detail,
      similarity: numberIn(headers, 'x-reprise-cache-similarity'),
      saved: numberIn(headers, 'x-reprise-saved'),
    };
  }
  return { type: parameters.includes('collapsed') ? 'joined' : 'provider', reason: detail };
}

function numberIn(headers: Headers, name: string): number | undefined {
  const value = headers.get(name);
  return value === null ? undefined : Number(value);
}
