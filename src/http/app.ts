import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { asGatewayError, type Clock, type Dialect, invalidRequest, randomId } from '#core';
import { type ChatCall, type GatewayAnswer, requireModelAccess } from '#gateway';
import type { Keyring } from '#governance';
import { clientSignal, errorAnswer, headersFor } from './context.ts';
import { closeBusyConnections } from './drain.ts';
import { fromFramework, stopping, unknownRoute, unsupportedEncoding } from './errors.ts';
import { type ModelList, modelList, queryOf, routesToList } from './model-list.ts';
import { addOperations, type OperationsParts } from './operations.ts';
import { createOriginCheck } from './own-host.ts';
import { parseJson } from './parse-json.ts';
import { chatPaths, embeddingPaths, modelPaths } from './paths.ts';
import { quietConnections } from './quiet-connections.ts';
import { send } from './send.ts';
import { withRetryAdvice } from './should-retry.ts';

/** What the HTTP surface calls inwards. */
export interface HttpParts extends OperationsParts {
  readonly answerChat: (call: ChatCall) => Promise<GatewayAnswer>;
  /** Requests that are no chat: `body` undefined for GET. */
  readonly forward: (endpoint: 'embeddings' | 'models', call: ForwardedCall) => Promise<GatewayAnswer>;
  /** Virtual models to list before the provider's own. */
  readonly routeNames: readonly string[];
  readonly keyring: Keyring;
  readonly dialects: { readonly openai: Dialect; readonly anthropic: Dialect };
  readonly clock: Clock;
  readonly metrics: OperationsParts['metrics'] & {
    readonly request: (route: string, status: number, cache: string, seconds: number) => void;
  };
  readonly log: {
    readonly debug: (fields: object, message: string) => void;
    readonly warn: (fields: object, message: string) => void;
  };
  readonly bodyLimitBytes: number;
  /** A request that has not arrived whole by then is answered with 408. Answers may take longer. */
  readonly requestTimeoutMs: number;
  /** The host it listens on while it has no keys: then what foreign web pages send is refused. */
  readonly keylessHost: string | undefined;
}

export type ForwardedCall = Omit<ChatCall, 'raw' | 'body'> &
  Partial<Pick<ChatCall, 'raw' | 'body'>> & {
    /** The query string as it came, with its question mark; empty without one. */
    readonly query?: string;
  };

/** Node's own default; a late request is noticed this much later at most. */
const LOOK_FOR_LATE_REQUESTS_MS = 30_000;

/** The HTTP surface as an app: routes and error envelopes; the process around it listens and stops. */
export function createApp(parts: HttpParts): FastifyInstance {
  const app = fastify({
    bodyLimit: parts.bodyLimitBytes,
    requestTimeout: parts.requestTimeoutMs, // Fastify's default is none, and a body that trickles would hold its place
    http: {
      requestTimeout: parts.requestTimeoutMs, // here for Node to bound the time for the headers by it
      connectionsCheckingInterval: Math.min(parts.requestTimeoutMs, LOOK_FOR_LATE_REQUESTS_MS),
    },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // it would be Fastify's body: see `stopping`
    keepAliveTimeout: 75_000, // longer than load balancers keep theirs, or they send into a closing connection
    // Malformed URLs never reach a route, so they are answered where Fastify finds them.
    frameworkErrors: (error, request, reply) =>
      void sendError(parts, error, request as FastifyRequest, reply as FastifyReply),
  });
  const closeQuiet = quietConnections(app.server);
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    closeQuiet();
    done();
  });
  const endWithServer = closeBusyConnections(app);
  app.addHook('onRequest', (request, reply, done) => {
    endWithServer(request.raw.socket, reply.raw); // its answer is owed from here on, not only once its body has come
    done();
  });
  if (parts.keylessHost !== undefined) {
    const check = createOriginCheck(parts.keylessHost);
    app.addHook('onRequest', async (request) => check(request.headers));
  }
  // Bodies are forwarded as bytes; whatever content type a client names, JSON is what the routes read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'];
    done(encoding === undefined || encoding === 'identity' ? undefined : unsupportedEncoding(encoding));
  });

  const handle =
    (
      dialect: Dialect,
      route: string,
      answer: (call: ForwardedCall, request: FastifyRequest) => Promise<GatewayAnswer>,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.hijack();
      const started = parts.clock.monotonic();
      const requestId = randomId('req_');
      const signal = clientSignal(request.raw, reply.raw);
      let result: GatewayAnswer;
      try {
        if (closing) throw stopping();
        const caller = parts.keyring.identify(request.headers);
        const headers = headersFor(request.headers, caller);
        result = withRetryAdvice(await answer({ requestId, dialect, headers, caller, signal }, request));
      } catch (thrown) {
        if (signal.aborted) return;
        const error = asGatewayError(thrown);
        if (error.status >= 500 && error.code !== 'not-cached')
          parts.log.warn({ requestId, code: error.code, err: error }, 'request failed');
        result = errorAnswer(error, dialect, requestId);
      }
      await send(reply.raw, result, requestId);
      const seconds = (parts.clock.monotonic() - started) / 1000;
      parts.metrics.request(route, result.status, result.cache, seconds);
      parts.log.debug({ requestId, route, status: result.status, cache: result.cache, seconds }, 'request');
    };

  const chat = (call: ForwardedCall, request: FastifyRequest): Promise<GatewayAnswer> =>
    parts.answerChat({ ...call, ...parseJson(request.body) });
  const embeddings = (call: ForwardedCall, request: FastifyRequest): Promise<GatewayAnswer> => {
    const { raw, body } = parseJson(request.body);
    if (typeof body.model !== 'string') throw invalidRequest('`model` must be a string.', 'model');
    requireModelAccess(call.caller, body.model);
    return parts.forward('embeddings', { ...call, raw, body });
  };
  const { openai, anthropic } = parts.dialects;

  for (const path of chatPaths.openai)
    app.post(path, { config: { dialect: openai } }, handle(openai, chatPaths.openai[0], chat));
  for (const path of chatPaths.anthropic)
    app.post(path, { config: { dialect: anthropic } }, handle(anthropic, chatPaths.anthropic[0], chat));
  for (const path of embeddingPaths)
    app.post(path, { config: { dialect: openai } }, handle(openai, embeddingPaths[0], embeddings));

  const listModels = (dialect: Dialect, shape: ModelList) =>
    handle(dialect, modelPaths.openai[0], async (call, request) => {
      const query = queryOf(request.url);
      const routes = routesToList(parts.routeNames, call.caller, query);
      return modelList(await parts.forward('models', { ...call, query }), routes, shape);
    });
  const openaiModels = listModels(openai, 'openai');
  const anthropicModels = listModels(anthropic, 'anthropic');
  for (const path of modelPaths.openai) {
    app.get(path, (request, reply) =>
      request.headers['anthropic-version'] ? anthropicModels(request, reply) : openaiModels(request, reply),
    );
  }
  for (const path of modelPaths.anthropic) app.get(path, anthropicModels);

  addOperations(app, parts);

  app.setNotFoundHandler((request, reply) => sendError(parts, unknownRoute(request), request, reply));
  app.setErrorHandler((error, request, reply) => sendError(parts, error, request, reply));
  return app;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The dialect whose error envelope a route's failures before its handler wear. */
    dialect?: Dialect;
  }
}

/** What failed before or beside a handler: a body over the limit, an unknown path, a broken request. */
function sendError(
  parts: HttpParts,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const requestId = randomId('req_');
  const dialect = request.routeOptions?.config.dialect ?? dialectByPath(parts, request.url);
  const answer = errorAnswer(fromFramework(thrown, parts.bodyLimitBytes), dialect, requestId);
  parts.metrics.request('unmatched', answer.status, answer.cache, 0);
  return reply
    .code(answer.status)
    .headers({ ...answer.headers, 'x-reprise-request-id': requestId })
    .send(answer.body);
}

const dialectByPath = ({ dialects }: HttpParts, url: string): Dialect =>
  url.startsWith('/anthropic/') || url.startsWith('/v1/messages') ? dialects.anthropic : dialects.openai;
