import type { IncomingHttpHeaders } from 'node:http';
import type { ChatRequest, DialectId, JsonObject } from '#core';
import { type Identity, identify } from './identity/identity.ts';
import { type Caller, tenantScope } from './identity/tenant-scope.ts';
import { type CachePlan, type CacheSettings, planCache } from './policy/plan.ts';

/** A chat request as it enters the cache. */
export interface CacheRequest {
  readonly request: ChatRequest;
  readonly dialect: DialectId;
  readonly body: JsonObject;
  readonly raw: Uint8Array;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  readonly settings: CacheSettings;
  /** Changes whenever somebody else would answer. */
  readonly policyVersion: string;
}

/** What the cache may do for one request, and under which keys. */
export interface CacheCase {
  readonly plan: CachePlan;
  /** Undefined where the cache is neither read nor written. */
  readonly identity: Identity | undefined;
  readonly request: ChatRequest;
  readonly dialect: DialectId;
}

/**
 * Request headers that go to providers and may change the answer: versions, betas, and the organization or project that
 * is asked for. Those of tomorrow are among them, so that no answer is served to a request that it was not given to.
 */
const VARIANT_HEADER = /^(?:openai|anthropic)-/;

/** Policy and identity of one request. @throws GatewayError `invalid-request` for cache headers that mean nothing */
export function openCase(asked: CacheRequest): CacheCase {
  const { request, dialect, body, raw, headers, caller, settings, policyVersion } = asked;
  const plan = planCache(request, settings, {
    cacheControl: headers['cache-control'],
    ttl: single(headers['x-reprise-cache-ttl']),
    scope: single(headers['x-reprise-cache-scope']),
    tags: single(headers['x-reprise-cache-tags']),
  });
  const tenant = tenantScope(plan.scope, caller);
  const { question } = request;
  return {
    plan,
    request,
    dialect,
    identity:
      plan.read || plan.write
        ? identify({
            tenant,
            policyVersion,
            dialect,
            variants: variantsOf(headers),
            body,
            raw,
            question,
          })
        : undefined,
  };
}

function variantsOf(headers: IncomingHttpHeaders): readonly string[] {
  const variants: string[] = [];
  for (const name in headers) {
    if (VARIANT_HEADER.test(name)) variants.push(`${name}: ${single(headers[name]) ?? ''}`);
  }
  return variants.sort();
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;
