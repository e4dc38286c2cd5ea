import {
  type ChatResponse,
  type Dialect,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type Part,
} from '#core';

/** Parts of an answer that every dialect has a form for. */
const COMMON: ReadonlySet<Part['type']> = new Set(['text', 'refusal', 'reasoning', 'tool-call']);

/** Whether the canonical form carries all of the answer, so that a client of another dialect loses nothing by it. */
export function isCommon({ choices }: ChatResponse): boolean {
  return choices.length === 1 && choices.every(({ parts }) => parts.every(({ type }) => COMMON.has(type)));
}

/** The kinds of part that clients of other dialects do not get. */
export function untoldParts({ choices }: ChatResponse): readonly string[] {
  const types = choices.flatMap(({ parts }) => parts.map(({ type }) => type));
  return [...new Set(types)].filter((type) => !COMMON.has(type)).map((type) => `answer.${type}`);
}

/**
 * A whole answer in another dialect.
 * @throws GatewayError `upstream-invalid-answer` when it is not one answer
 */
export function translateAnswer(body: JsonObject, from: Dialect, to: Dialect, now: number): JsonObject {
  const told = from.id === to.id ? body : to.encodeResponse(from.decodeResponse(body), { now });
  if (told) return told;
  throw new GatewayError({
    code: 'upstream-invalid-answer',
    status: 502,
    publicMessage: 'The provider sent no single answer, which cannot be told in this API.',
  });
}

/** A provider's error in another dialect; its words, or its status where it sent no JSON. */
export function translateError(bytes: Uint8Array, status: number, from: Dialect): GatewayError {
  return from.decodeError(parsed(bytes), status);
}

function parsed(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Headers that mean something to clients of both APIs; ids under the name that each SDK reads. */
const COMMON_HEADERS = ['retry-after', 'retry-after-ms', 'x-should-retry'] as const;

/** The headers of a provider's answer for clients of another dialect, without its content type. */
export function translateAnswerHeaders(
  headers: Readonly<Record<string, string>>,
  to: Dialect,
): Record<string, string> {
  const told: Record<string, string> = {};
  for (const name of COMMON_HEADERS) {
    const value = headers[name];
    if (value !== undefined) told[name] = value;
  }
  const id = headers['x-request-id'] ?? headers['request-id'];
  if (id !== undefined) told[to.id === 'openai-chat' ? 'x-request-id' : 'request-id'] = id;
  return told;
}
