import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheSettings } from '#cache';
import type { Config } from '#config';
import { systemClock } from '#core';
import type { FetchModelOptions } from '#embeddings';
import { type CallUpstreamParts, createAnswerChat, forward } from '#gateway';
import { costOf, createKeyring, installSecret, PRICES, priceOf, sharedSecret } from '#governance';
import { createApp } from '#http';
import { createLogger, createMetrics, createSteadyWarning, type Logger } from '#observability';
import { anthropicMessages, openaiChat } from '#providers';
import { createRouter, type Route } from '#routing';
import { composeCache } from './compose/cache.ts';
import { createCloser } from './compose/closer.ts';
import { composeGreyZone } from './compose/grey-zone.ts';
import { createHealth } from './compose/health.ts';
import { composeProviders } from './compose/providers.ts';

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  readonly logger: Logger;
  /** Takes no new requests, finishes those in flight and the writes that wait, then closes everything. */
  readonly stop: () => Promise<void>;
}

/** What the process around the gateway brings. */
export interface StartHooks {
  /** Address of the model hub, where it is not the usual one. */
  readonly modelHub?: string | undefined;
  readonly onModelProgress?: FetchModelOptions['onProgress'];
}

/** Retries of a model name that is no configured route. */
const RETRIES = 2;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How long a stopping gateway waits for requests in flight, and then for writes. */
const STOP_MS = { requests: 30_000, writes: 10_000 };

/**
 * Builds the gateway from its configuration and starts to listen; each construction is followed by its close.
 * @throws when the port is taken or the data folder cannot be written
 */
export async function startGateway(config: Config, hooks: StartHooks = {}): Promise<RunningGateway> {
  const logger = createLogger(config.logs.level);
  const clock = systemClock;
  const warn = createSteadyWarning(logger, clock.monotonic);
  const closer = createCloser((name, error) => logger.error({ err: error }, `closing ${name} failed`));
  const health = createHealth(clock.now, logger);

  const withoutKeys = config.auth.open === 'never' ? 'refuse' : 'serve';
  const { keys, secret } = config.auth;
  const tenants = secret === null ? installSecret(config.dataDir) : sharedSecret(secret);
  const keyring = createKeyring(keys, tenants, withoutKeys);
  const metrics = createMetrics(knownModels(config));
  closer.add('metrics', async () => metrics.close());

  const { cache, drain, ...watched } = await composeCache({
    config,
    ...hooks,
    embedded: metrics.embedded,
    logger,
    closer,
    health,
    answerEmbedded: metrics.answerEmbedded,
    lostWrite: (why) => metrics.gateway.write(why),
    observer: { ...metrics.lookup, failure: (part, error) => warn(`cache ${part} unavailable`, error) },
  });
  metrics.follow(watched);

  const providers = composeProviders(config);
  for (const provider of providers) closer.add(`provider ${provider.name}`, () => provider.close());
  const router = createRouter({ providers, routes: config.routes, retries: RETRIES });

  const upstream: CallUpstreamParts = {
    clock,
    observer: metrics.gateway,
    random: Math.random,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };
  const { scope, mode, match, classify, ttlSeconds, errorBudget, usage } = config.cache;
  const global: CacheSettings = {
    mode,
    match,
    scope,
    classify,
    ttlSeconds: ttlSeconds.default,
    timeBoundTtlSeconds: ttlSeconds.timeBound,
    errorBudget,
  };
  const answerChat = createAnswerChat({
    ...upstream,
    cache,
    router,
    costOf: (model, tokens) => costOf(priceOf(PRICES, model), tokens),
    settingsOf: (route: Route) => (route.cache ? { ...global, ...route.cache } : global),
    hitUsage: usage,
    grey: composeGreyZone(config, router),
  });

  let stopping = false;
  const app = createApp({
    answerChat,
    forward: (endpoint, call) => {
      const model = typeof call.body?.model === 'string' ? call.body.model : undefined;
      const { id } = call.dialect;
      const route = model === undefined ? router.nativeRoute(id) : router.resolve(model, id);
      return forward(upstream, { ...call, endpoint, route, body: call.raw, model });
    },
    routeNames: config.routes.map((route) => route.model),
    keyring,
    dialects: { openai: openaiChat, anthropic: anthropicMessages },
    clock,
    metrics,
    log: logger,
    readiness: () => health.readiness(stopping),
    bodyLimitBytes: config.server.bodyLimitBytes,
    requestTimeoutMs: config.server.requestTimeoutMs,
    keylessHost: config.auth.keys.length === 0 ? config.server.host : undefined,
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    await sleep(config.server.stopGraceSeconds * 1000);
    const force = setTimeout(() => app.server.closeAllConnections(), STOP_MS.requests);
    await app.close();
    clearTimeout(force);
    await drain(AbortSignal.timeout(STOP_MS.writes)).catch(() =>
      logger.warn('some answers were not stored in time'),
    );
    await closer.close();
  };
  closer.add('health', async () => health.close());
  try {
    return { url: await app.listen({ host: config.server.host, port: config.server.port }), logger, stop };
  } catch (error) {
    await closer.close();
    throw error;
  }
}

/** Models that metrics name: those of the routes and of the price table. */
function knownModels(config: Config): (model: string) => boolean {
  const routed = new Set(
    config.routes.flatMap((route) => [route.model, ...route.targets.map(({ model }) => model)]),
  );
  return (model) => routed.has(model) || priceOf(PRICES, model) !== undefined;
}
