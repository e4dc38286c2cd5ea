import { type ChatRequest, invalidRequest } from '#core';
import type { Scope } from '../identity/tenant-scope.ts';
import { parseCacheControl } from './cache-control.ts';
import { classifyRequest, type RequestClass } from './classify.ts';

export type Match = 'exact' | 'semantic' | 'off';

/** What an operator set for a route: route settings over global ones. */
export interface CacheSettings {
  readonly mode: 'on' | 'shadow' | 'off';
  readonly match: Match;
  readonly scope: Scope;
  readonly ttlSeconds: number;
  /** How long an answer of the moment is served; unset, such questions are matched exactly only. */
  readonly timeBoundTtlSeconds?: number | null | undefined;
  /** Whether requests are told apart by what they want; true unless said. */
  readonly classify?: boolean | undefined;
  /** Wrong answers per served hit that are accepted, 0…1. */
  readonly errorBudget: number;
}

/** What the client said in headers; it may tighten, never loosen. */
export interface CacheWishes {
  readonly cacheControl: string | undefined;
  readonly ttl: string | undefined;
  readonly scope: string | undefined;
  readonly tags: string | undefined;
}

export type PolicyReason = `policy:${string}` | 'request';

/** What one request may do with the cache (C8). */
export interface CachePlan {
  readonly read: boolean;
  readonly write: boolean;
  readonly match: 'exact' | 'semantic';
  /** Hits are computed and reported, not served (C17). */
  readonly shadow: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAgeSeconds: number | undefined;
  readonly ttlSeconds: number;
  /** Wrong answers per served hit that are accepted, 0…1. */
  readonly errorBudget: number;
  readonly scope: Scope;
  readonly tags: readonly string[];
  /** What the request wants, by its words; `general` where that is not asked. */
  readonly requestClass: RequestClass;
  /** Why it is not read, or not matched by meaning: `policy:<name>`, or `request` when the client asked for it. */
  readonly reason: PolicyReason | undefined;
}

const SEMANTIC_TEMPERATURE = 0.3;
/**
 * Longer questions are matched exactly only: reading their literals takes the event loop more than a few milliseconds,
 * and an embedder of 256 tokens sees little of them.
 */
export const MAX_QUESTION_CHARS = 4_096;
const MAX_TAGS = 32;
const MAX_TAG_LENGTH = 128;

/**
 * The cache policy of C8 as a pure function. Order: what forbids the cache, what leaves only equal requests, then
 * what the client asked for.
 * @throws GatewayError `invalid-request` for headers that mean nothing
 */
export function planCache(request: ChatRequest, settings: CacheSettings, wishes: CacheWishes): CachePlan {
  const control = parseCacheControl(wishes.cacheControl);
  const requestClass = classOf(request, settings);
  const bypass = bypassReason(request, settings, requestClass);
  const exactOnly = exactOnlyReason(request, settings, requestClass);
  const allowed = bypass === undefined;
  return {
    read: allowed && !control.noCache,
    write: allowed && !control.noStore,
    match: exactOnly === undefined ? 'semantic' : 'exact',
    shadow: settings.mode === 'shadow',
    onlyIfCached: control.onlyIfCached,
    maxAgeSeconds: control.maxAge,
    ttlSeconds: ttlOf(wishes.ttl, ttlOfClass(settings, requestClass)),
    errorBudget: settings.errorBudget,
    scope: requestClass === 'personal' ? 'credential' : scopeOf(wishes.scope, settings.scope),
    tags: tagsOf(wishes.tags),
    requestClass,
    reason: bypass ?? (control.noCache ? 'request' : exactOnly),
  };
}

/** What the last turn of the user wants. Nobody asks where the cache is off. */
function classOf({ question }: ChatRequest, { mode, match, classify }: CacheSettings): RequestClass {
  if (mode === 'off' || match === 'off' || classify === false || question === undefined) return 'general';
  return classifyRequest(question.text);
}

function ttlOfClass(settings: CacheSettings, requestClass: RequestClass): number {
  const ofMoment = requestClass === 'time-bound' ? settings.timeBoundTtlSeconds : undefined;
  return Math.min(settings.ttlSeconds, ofMoment ?? settings.ttlSeconds);
}

function bypassReason(
  request: ChatRequest,
  settings: CacheSettings,
  requestClass: RequestClass,
): PolicyReason | undefined {
  if (settings.mode === 'off' || settings.match === 'off') return 'policy:off';
  if (request.serverState.length > 0) return 'policy:server-state';
  if (request.outputs.some((output) => output !== 'text')) return 'policy:output';
  if (requestClass === 'action') return 'policy:action';
  return undefined;
}

function exactOnlyReason(
  request: ChatRequest,
  settings: CacheSettings,
  requestClass: RequestClass,
): PolicyReason | undefined {
  if (settings.match === 'exact') return 'policy:exact';
  if (request.n > 1) return 'policy:n';
  if (request.seed !== undefined) return 'policy:seed';
  if ((request.temperature ?? 0) > SEMANTIC_TEMPERATURE) return 'policy:temperature';
  if (request.turns.some(hasToolResult)) return 'policy:tool-results';
  if (!request.question || request.question.text.trim() === '') return 'policy:no-question';
  if (request.question.text.length > MAX_QUESTION_CHARS) return 'policy:long-question';
  if (requestClass === 'personal') return 'policy:personal';
  if (requestClass === 'time-bound' && (settings.timeBoundTtlSeconds ?? null) === null) {
    return 'policy:time-bound';
  }
  if (requestClass === 'context' && !request.turns.slice(0, -1).some(isTalk)) return 'policy:context';
  return undefined;
}

/** What was said before, which is in the key: a follow-up leans on it. */
const isTalk = ({ role }: ChatRequest['turns'][number]): boolean => role === 'user' || role === 'assistant';

const hasToolResult = (turn: ChatRequest['turns'][number]): boolean =>
  turn.role === 'tool' || turn.parts.some((part) => part.type === 'tool-result');

function ttlOf(wish: string | undefined, setting: number): number {
  if (wish === undefined) return setting;
  if (!/^\d{1,10}$/.test(wish)) {
    throw invalidRequest('x-reprise-cache-ttl takes a number of seconds.', 'x-reprise-cache-ttl');
  }
  return Math.min(Number(wish), setting);
}

function scopeOf(wish: string | undefined, setting: Scope): Scope {
  if (wish === undefined) return setting;
  if (wish === 'credential' || (wish === 'key' && setting !== 'credential')) return wish;
  throw invalidRequest(
    'x-reprise-cache-scope takes `key` or `credential`: a request may narrow the sharing of its answer, not widen it.',
    'x-reprise-cache-scope',
  );
}

function tagsOf(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  const tags = [...new Set(header.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
  if (tags.length > MAX_TAGS || tags.some((tag) => tag.length > MAX_TAG_LENGTH)) {
    throw invalidRequest(
      `x-reprise-cache-tags takes at most ${MAX_TAGS} tags of ${MAX_TAG_LENGTH} characters, separated by commas.`,
      'x-reprise-cache-tags',
    );
  }
  return tags;
}
