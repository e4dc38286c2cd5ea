import type { IncomingHttpHeaders } from 'node:http';
import { type ChatRequest, type DialectId, type JsonObject, systemClock } from '#core';
import { type Identity, type IdentityInput, identify } from './identity/identity.ts';
import { meaningOf } from './identity/meaning.ts';
import { type Caller, tenantScope } from './identity/tenant-scope.ts';
import { dayOf, momentsOf } from './policy/moments.ts';
import { type CachePlan, type CacheSettings, planCache } from './policy/plan.ts';

/** A chat request as it enters the cache. */
export interface CacheRequest {
  readonly request: ChatRequest;
  readonly dialect: DialectId;
  readonly body: JsonObject;
  readonly raw: Uint8Array;
  readonly headers: IncomingHttpHeaders;
  /** The headers as the provider gets them that is asked first, where it is asked in another API. */
  readonly sent?: IncomingHttpHeaders | undefined;
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

/**
 * Policy and identity of one request.
 * @param now when it is asked, in milliseconds since the epoch: "today" is another day tomorrow
 * @throws GatewayError `invalid-request` for cache headers that mean nothing
 */
export function openCase(asked: CacheRequest, now: number = systemClock.now()): CacheCase {
  const { request, dialect, raw, headers, caller, settings, policyVersion } = asked;
  const plan = planCache(request, settings, {
    cacheControl: headers['cache-control'],
    ttl: single(headers['x-reprise-cache-ttl']),
    scope: single(headers['x-reprise-cache-scope']),
    tags: single(headers['x-reprise-cache-tags']),
  });
  const tenant = tenantScope(plan.scope, caller);
  return {
    plan,
    request,
    dialect,
    identity:
      plan.read || plan.write
        ? identify({
            tenant,
            policyVersion,
            variants: [...variantsOf(asked.sent ?? headers), ...variantsOfClass(plan, request, now)],
            raw,
            ...contentOf(asked),
          })
        : undefined,
  };
}

/**
 * What makes the request the same one: its meaning where the canonical form carries all that counts, so that equal
 * requests of two APIs are equal; else the body as it stands, which only its own API can repeat.
 */
function contentOf({
  request,
  dialect,
  body,
}: CacheRequest): Pick<IdentityInput, 'form' | 'body' | 'question'> {
  if (request.extensions.some(({ effect }) => effect !== 'none')) {
    return { form: dialect, body, question: request.question };
  }
  return { form: 'canonical', ...meaningOf(request) };
}

function variantsOf(headers: IncomingHttpHeaders): readonly string[] {
  const variants: string[] = [];
  for (const name in headers) {
    if (VARIANT_HEADER.test(name)) variants.push(`${name}: ${single(headers[name]) ?? ''}`);
  }
  return variants.sort();
}

/**
 * What a request of its class depends on beside its words (C8): the moment that its words are about, and whose records
 * it asks for where one credential serves many people.
 */
function variantsOfClass({ requestClass }: CachePlan, request: ChatRequest, now: number): readonly string[] {
  const text = request.question?.text;
  if (requestClass === 'general' || text === undefined) return [];
  const told = momentsOf(text, now);
  const moments = told.length === 0 && requestClass === 'time-bound' ? [dayOf(now)] : told;
  const user = requestClass === 'personal' ? request.user : undefined;
  return [...moments.map((moment) => `moment: ${moment}`), ...(user === undefined ? [] : [`user: ${user}`])];
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;
