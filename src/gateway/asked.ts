import type { CacheCase, CacheSettings, LookupResult, SemanticCache } from '#cache';
import type { ChatRequest, Clock, Usage } from '#core';
import type { Route, Router } from '#routing';
import type { CallUpstreamParts } from './call-upstream.ts';
import type { ChatCall } from './chat-call.ts';
import { requireModelAccess } from './model-access.ts';

/** What a completion costs, in nano-dollars; undefined when price or usage is unknown. */
export type CostOf = (model: string, usage: Usage) => number | undefined;

/** What answering a chat needs, built once. */
export interface AnswerChatParts extends CallUpstreamParts {
  readonly clock: Clock;
  readonly cache: SemanticCache;
  readonly router: Router;
  readonly costOf: CostOf;
  /** Cache settings of a route; a name that is no configured route has the global ones. */
  readonly settingsOf: (route: Route) => CacheSettings;
  /** Whether a hit shows the stored usage or none. */
  readonly hitUsage: 'upstream' | 'zero';
}

/** One request, understood. */
export interface Asked {
  readonly call: ChatCall;
  readonly request: ChatRequest;
  readonly route: Route;
  readonly cacheCase: CacheCase;
}

/** Reads the request, finds its route and what the cache may do. @throws GatewayError for every request that cannot be answered */
export function understand(parts: AnswerChatParts, call: ChatCall): Asked {
  const request = call.dialect.decodeRequest(call.body);
  requireModelAccess(call.caller, request.model);
  const route = parts.router.resolve(request.model, call.dialect.id);
  const cacheCase = parts.cache.open({
    request,
    dialect: call.dialect.id,
    body: call.body,
    raw: call.raw,
    headers: call.headers,
    caller: call.caller,
    settings: parts.settingsOf(route),
    policyVersion: route.version,
  });
  return { call, request, route, cacheCase };
}

/** The tier that needs no reading. */
export async function lookUpExact(
  { cache }: AnswerChatParts,
  { cacheCase, call }: Asked,
): Promise<LookupResult> {
  if (cacheCase.plan.read) return cache.exact(cacheCase, call.signal);
  return { type: 'miss', reason: cacheCase.plan.reason ?? 'policy:off' };
}

/** The tiers after the exact one; its own reason stands where they are not asked or have nothing to add. */
export async function lookUpNear(
  { cache, observer }: AnswerChatParts,
  { cacheCase }: Asked,
  exact: LookupResult,
  signal: AbortSignal,
): Promise<LookupResult> {
  const { plan } = cacheCase;
  const found =
    exact.type === 'miss' && plan.read && plan.match === 'semantic'
      ? await cache.near(cacheCase, exact, signal)
      : exact;
  if (found.type === 'hit') {
    if (!plan.shadow) return found;
    observer.shadowHit(found.tier);
    return { type: 'miss', reason: 'shadow' };
  }
  if (found === exact && plan.reason) return { type: 'miss', reason: plan.reason };
  return found.reason === 'no-neighbour' && exact.type === 'miss'
    ? { ...found, reason: exact.reason }
    : found;
}
