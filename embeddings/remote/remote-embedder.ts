import { type Clock, systemClock } from '#core';
import type { Upstream } from '#providers';
import type { Embedder, Embedding } from '../embedder.ts';
import { embedderUnavailable, unusableModel } from '../embedder-errors.ts';
import { type Account, createAskProvider } from './ask-provider.ts';
import { type BatchToEmbed, createBatches } from './batches.ts';
import { cohereWire } from './cohere-wire.ts';
import { mostTokens, perhapsFitting, surelyFitting } from './covered-start.ts';
import { embedBatch, type Outcome } from './embed-batch.ts';
import { geminiWire } from './gemini-wire.ts';
import { openaiCompatibleWire, openaiWire } from './openai-wire.ts';
import { createProviderBreaker, type ProviderBreakerOptions } from './provider-breaker.ts';
import { type ResolvedModel, resolveModel } from './resolve-model.ts';
import type { Wire } from './wire.ts';

export type RemoteEmbedderType = 'openai' | 'openai-compatible' | 'cohere' | 'gemini';

/** What one batch took. */
export interface EmbeddingUsage {
  readonly model: string;
  /** Input tokens as the provider counted them; undefined is unknown, never zero. */
  readonly tokens: number | undefined;
  /** HTTP requests sent, retries included. */
  readonly requests: number;
}

export interface RemoteEmbedderOptions {
  readonly type: RemoteEmbedderType;
  /** The provider's name of the model. */
  readonly model: string;
  /** Where the API is, as in the provider's SDK; needed for `openai-compatible`, otherwise the provider's own. */
  readonly baseUrl?: string | undefined;
  /** Needed but for `openai-compatible`. */
  readonly apiKey?: string | undefined;
  /** Length of the vectors; needed for models that are not known. */
  readonly dimensions?: number | undefined;
  /** Tokens of a text that the model reads; needed for models that are not known. */
  readonly maxTokens?: number | undefined;
  /** From a text's coming to its vector, the wait for others and retries included, in milliseconds; default 5,000. */
  readonly timeoutMs?: number | undefined;
  /** Connections to the provider; the embedder closes what it opened. */
  readonly openUpstream: (origin: string) => Upstream;
  /** Told once per batch that was sent. */
  readonly onUsage?: ((usage: EmbeddingUsage) => void) | undefined;
  /** How long a text waits for others to share its request, in milliseconds; default 5. */
  readonly windowMs?: number;
  /** Texts in one request; default 32, less where the provider takes less. */
  readonly maxBatchTexts?: number;
  /** UTF-16 units in one request; default 64,000. */
  readonly maxBatchChars?: number;
  /** Batches in flight at once; default 4. */
  readonly maxInFlight?: number;
  /** Texts that may wait for an answer; one more is refused. Default 512. */
  readonly maxQueue?: number;
  /** Attempts of one request, the first included; default 3. */
  readonly maxAttempts?: number;
  readonly breaker?: ProviderBreakerOptions;
  readonly clock?: Clock;
  /** 0…1, for jitter. */
  readonly random?: () => number;
}

const BREAKER: ProviderBreakerOptions = { failures: 5, pauseMs: 500, maxPauseMs: 10_000 };
/** How vectors are made from what comes: unit length, nothing else. */
const NORMALISER_VERSION = 'n1';

/**
 * A provider's embedding model. Texts of all callers within a short window share a request.
 * @throws GatewayError `embedder-model` when the configuration cannot work
 */
export function createRemoteEmbedder(options: RemoteEmbedderOptions): Embedder {
  const { clock = systemClock, timeoutMs = 5_000 } = options;
  const model = resolveModel(options);
  const wire = wireOf(model);
  const url = urlOf(options, wire);
  const upstream = options.openUpstream(url.origin);
  const breaker = createProviderBreaker(options.breaker ?? BREAKER, clock);
  const ask = createAskProvider({
    wire,
    url,
    headers: headersOf(options, wire),
    dimensions: model.dimensions,
    upstream,
    maxAttempts: options.maxAttempts ?? 3,
    clock,
    random: options.random ?? Math.random,
  });
  const maxTokens = model.maxTokens - mostTokens(wire.prefix);
  const startOf = wire.refusesLongTexts ? perhapsFitting : surelyFitting;

  const embedTexts = async ({
    texts,
    withinMs,
    signal,
    isLate,
  }: BatchToEmbed): Promise<readonly Outcome[]> => {
    const passage = breaker.enter();
    if (!passage) throw embedderUnavailable('the provider is being tried again');
    const account: Account = { deadline: clock.monotonic() + withinMs, requests: 0, tokens: 0 };
    const starts = texts.map((text) => startOf(text, maxTokens));
    try {
      const { outcomes, failure } = await embedBatch(
        { ask, dimensions: model.dimensions, maxTokens },
        starts,
        account,
        signal,
      );
      if (failure) passage.failed(failure.pauseMs);
      else passage.succeeded();
      return outcomes;
    } catch (error) {
      if (isLate()) passage.failed();
      else passage.abandoned();
      throw error;
    } finally {
      if (account.requests > 0)
        options.onUsage?.({ model: model.model, tokens: account.tokens, requests: account.requests });
    }
  };

  const batches = createBatches({
    windowMs: options.windowMs ?? 5,
    maxTexts: Math.min(options.maxBatchTexts ?? 32, wire.maxTexts),
    maxChars: options.maxBatchChars ?? 64_000,
    maxInFlight: options.maxInFlight ?? 4,
    maxQueue: options.maxQueue ?? 512,
    timeoutMs,
    isOpen: breaker.isOpen,
    clock,
    embed: embedTexts,
  });

  let closing: Promise<void> | undefined;
  return {
    embed: async (texts, signal): Promise<readonly Embedding[]> => {
      signal.throwIfAborted();
      const places = texts.map(batches.join);
      const leave = (): void => {
        for (const place of places) place.leave(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.all(places.map((place) => place.embedding));
      } finally {
        signal.removeEventListener('abort', leave);
        leave();
      }
    },
    spaceId: spaceIdOf(model, wire, url),
    dimensions: model.dimensions,
    maxTokens: model.maxTokens,
    close: () => {
      batches.close();
      closing ??= upstream.close();
      return closing;
    },
  };
}

function wireOf(model: ResolvedModel): Wire {
  switch (model.type) {
    case 'openai':
      return openaiWire(model);
    case 'openai-compatible':
      return openaiCompatibleWire(model);
    case 'cohere':
      return cohereWire(model);
    case 'gemini':
      return geminiWire(model);
  }
}

function urlOf({ type, baseUrl }: RemoteEmbedderOptions, wire: Wire): URL {
  const base = baseUrl ?? wire.baseUrl;
  if (base === undefined) throw unusableModel(`cache.embedder.baseUrl is needed for the type ${type}.`);
  const url = URL.parse(base);
  if (!url || !/^https?:$/.test(url.protocol))
    throw unusableModel('cache.embedder.baseUrl is no http or https address.');
  url.pathname = url.pathname.replace(/\/+$/, '') + wire.path;
  return url;
}

function headersOf({ type, apiKey }: RemoteEmbedderOptions, wire: Wire): Readonly<Record<string, string>> {
  if (apiKey === undefined && wire.needsKey)
    throw unusableModel(`cache.embedder.apiKey is needed for the type ${type}.`);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw unusableModel('cache.embedder.apiKey has characters that no key has, such as a space at its end.');
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(apiKey === undefined ? {} : wire.keyHeader(apiKey)),
  };
}

/**
 * Names everything that decides where a vector lies (C7). The address is part of it unless it is the provider's own:
 * elsewhere a model's name may stand for another model. The key is not.
 */
function spaceIdOf({ type, model, dimensions }: ResolvedModel, wire: Wire, url: URL): string {
  const own = wire.baseUrl !== undefined && url.href === wire.baseUrl + wire.path;
  const address = own ? '' : url.host + url.pathname + url.search;
  return [type, address, model, String(dimensions), wire.use, NORMALISER_VERSION]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join('/');
}
