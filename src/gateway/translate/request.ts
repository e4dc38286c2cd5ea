import type { IncomingHttpHeaders } from 'node:http';
import type { ChatRequest, Dialect, DialectId } from '#core';
import type { Target } from '#routing';

/** A chat as its client asked for it. */
export interface ClientChat {
  readonly dialect: Dialect;
  readonly request: ChatRequest;
  readonly headers: IncomingHttpHeaders;
}

/** What a target of another dialect is sent. */
export interface Outgoing {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Headers of each API; those of one mean nothing to a provider of the other. */
const OWN_HEADERS: Readonly<Record<DialectId, RegExp>> = {
  'openai-chat': /^openai-/,
  'anthropic-messages': /^anthropic-/,
};
/** Of these nothing is lost: the version is the translation's own, and the rest belongs to the client's account or SDK. */
const NOT_TOLD = new Set([
  'anthropic-version',
  'anthropic-dangerous-direct-browser-access',
  'openai-organization',
  'openai-project',
]);

/** The request in the target's dialect. */
export function translateRequest(chat: ClientChat, { provider, model }: Target): Outgoing {
  const body = provider.codec.encodeRequest(chat.request, {
    model,
    streamUsage: provider.canAddStreamUsage,
  });
  return { body: Buffer.from(JSON.stringify(body)), headers: sentHeaders(chat, provider.codec) };
}

/** The client's headers as a provider of the dialect gets them. */
export function sentHeaders({ dialect, request, headers }: ClientChat, to: Dialect): IncomingHttpHeaders {
  if (to.id === dialect.id) return headers;
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS[dialect.id].test(name));
  const sent = { ...Object.fromEntries(kept), ...to.headersFor(request) };
  return to.id === 'openai-chat' ? withBearer(sent) : withApiKey(sent);
}

/** OpenAI takes a key as a bearer token only. */
function withBearer({ 'x-api-key': key, ...rest }: IncomingHttpHeaders): IncomingHttpHeaders {
  return key === undefined || rest.authorization !== undefined
    ? rest
    : { ...rest, authorization: `Bearer ${String(key)}` };
}

/**
 * Anthropic takes a key in its own header only ("Invalid bearer token": moeru-ai/airi#729, 2025-11) and an OAuth token as
 * a bearer's only (BerriAI/litellm#21039, 2026-02).
 */
function withApiKey({ authorization, ...rest }: IncomingHttpHeaders): IncomingHttpHeaders {
  if (rest['x-api-key'] !== undefined || authorization === undefined) return rest;
  const key = BEARER.exec(authorization)?.[1];
  return key === undefined || key.startsWith(OAUTH)
    ? { ...rest, authorization }
    : { ...rest, 'x-api-key': key };
}

const BEARER = /^bearer +(\S+)$/i;
const OAUTH = 'sk-ant-oat';

/** What another dialect's answers left in the history, which alone is taken out of a body that is not translated. */
export function foreignFields({ extensions }: ChatRequest): readonly string[] {
  return extensions.flatMap(({ path, also }) => (also === undefined ? [] : [path]));
}

/** The fields that may change the answer and that the dialect cannot express. */
export function refusedFields({ dialect, request }: ClientChat, to: Dialect): readonly string[] {
  if (to.id === dialect.id) return [];
  return request.extensions.flatMap(({ path, effect, also }) =>
    effect === 'answer' && also !== to.id ? [path] : [],
  );
}

/** Everything that a provider of the dialect is not told, fields first. */
export function droppedFields({ dialect, request, headers }: ClientChat, to: DialectId): readonly string[] {
  if (to === dialect.id) return foreignFields(request);
  const fields = request.extensions.flatMap(({ path, also }) => (also === to ? [] : [path]));
  const own = Object.keys(headers).filter(
    (name) => OWN_HEADERS[dialect.id].test(name) && !NOT_TOLD.has(name),
  );
  return [...new Set([...fields, ...own])];
}
