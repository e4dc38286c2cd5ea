import type { CacheCase, CacheSettings, LookupResult, SemanticCache } from '#cache';
import type { ChatRequest, Clock, Dialect, DialectId, Usage } from '#core';
import type { Route, Router } from '#routing';
import type { CallUpstreamParts } from './call-upstream.ts';
import type { ChatCall } from './chat-call.ts';
import { requireModelAccess } from './model-access.ts';
import { isCommon } from './translate/answer.ts';
import { type ClientChat, sentHeaders } from './translate/request.ts';
import type { GreyZone } from './verify/grey-zone.ts';

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
  /** What a chat model is asked about before it is served; undefined asks none. */
  readonly grey: GreyZone | undefined;
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
    sent: sentHeaders(
      { dialect: call.dialect, request, headers: call.headers },
      firstSpoken(route, call.dialect),
    ),
    caller: call.caller,
    settings: parts.settingsOf(route),
    policyVersion: route.version,
  });
  return { call, request, route, cacheCase };
}

/** The dialect of whoever is asked first: only that answer is stored. */
const firstSpoken = (route: Route, own: Dialect): Dialect => route.targets[0]?.provider.codec ?? own;

/** The chat as its client asked for it. */
export const clientChat = ({ call, request }: Asked): ClientChat => ({
  dialect: call.dialect,
  request,
  headers: call.headers,
});

/** The dialect in which an answer was given; undefined where nobody here speaks it any more. */
export function dialectOf({ call, route }: Asked, id: DialectId): Dialect | undefined {
  if (id === call.dialect.id) return call.dialect;
  return route.targets.find(({ provider }) => provider.codec.id === id)?.provider.codec;
}

/** The tier that needs no reading. */
export async function lookUpExact({ cache }: AnswerChatParts, asked: Asked): Promise<LookupResult> {
  const { cacheCase, call } = asked;
  if (cacheCase.plan.read) return tellable(asked, await cache.exact(cacheCase, call.signal));
  return { type: 'miss', reason: cacheCase.plan.reason ?? 'policy:off' };
}

/** The tiers after the exact one; its own reason stands where they are not asked or have nothing to add. */
export async function lookUpNear(
  { cache, observer }: AnswerChatParts,
  asked: Asked,
  exact: LookupResult,
  signal: AbortSignal,
): Promise<LookupResult> {
  const { cacheCase } = asked;
  const { plan } = cacheCase;
  const found =
    exact.type === 'miss' && plan.read && plan.match === 'semantic'
      ? tellable(asked, await cache.near(cacheCase, exact, signal))
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

/** An answer of another dialect is a hit where the canonical form carries all of it (C25). */
export function tellable(asked: Asked, found: LookupResult): LookupResult {
  if (found.type === 'miss' || found.entry.dialect === asked.call.dialect.id) return found;
  const from = dialectOf(asked, found.entry.dialect);
  if (from && isCommon(from.decodeResponse(found.entry.body))) return found;
  return { type: 'miss', reason: 'policy:dialect' };
}
