import { isJsonObject, type JsonObject, type JsonValue } from '#core';
import { firstOf, nanosOf, numberOf, objectOf, textOf, timeOf, unwrapped } from '../fields.ts';
import type { LogFormat, LoggedAnswer, ReadRow } from '../logged-request.ts';
import { answerOf, answerOfText, bodyAmong, dialectOf } from '../request-body.ts';
import { usageOf } from '../usage-fields.ts';

/** Names that home-made logs give to the same things. */
const TIME = [
  'timestamp',
  'time',
  'created_at',
  'createdAt',
  'start_time',
  'startTime',
  'created',
  'date',
  'ts',
];
const END = ['end_time', 'endTime', 'completed_at', 'completedAt'];
const MS = ['duration_ms', 'durationMs', 'latency_ms', 'latencyMs', 'elapsed_ms', 'response_ms'];
const SECONDS = ['duration', 'latency', 'duration_seconds', 'latency_seconds', 'elapsed'];
const COST = ['cost', 'cost_usd', 'total_cost', 'spend', 'price_usd'];
const KEY = ['api_key', 'api_key_hash', 'key', 'key_name', 'project', 'project_id', 'tenant', 'tenant_id'];
const TEAM = ['team', 'team_id', 'organization', 'organization_id', 'org_id'];
const CUSTOMER = ['customer', 'customer_id', 'end_user', 'user_id'];
const ANSWER = ['response', 'completion', 'output', 'answer'];

/**
 * Requests of OpenAI's chat API, or Anthropic's, as applications and the batch API keep them: the body itself, also
 * with notes beside its fields; `{request, response, …}`; `{custom_id, method, url, body}`. Source of the batch form:
 * OpenAI's Batch API guide, "Preparing your batch file" (as of 2026-11; unverified against a newer one). A last message
 * of the assistant, as in files for fine-tuning, is the answer.
 */
export const openaiFormat: LogFormat = {
  name: 'openai',
  what: 'chat requests as JSON: {"messages", "model", …}, {"request", "response", …}, or lines for the batch API',
  recognises: (fields) => bodyIn(fields) !== undefined,
  read,
};

interface Found {
  readonly body: JsonObject;
  readonly url?: string | undefined;
  /** The row is the body, with the log's notes among its fields. */
  readonly bare: boolean;
}

function bodyIn(fields: JsonObject): Found | undefined {
  const inner = objectOf(fields.request) ?? objectOf(fields.body) ?? objectOf(fields.kwargs);
  const wrapped = inner && (objectOf(inner.body) ?? inner);
  if (wrapped && Array.isArray(unwrapped(wrapped.messages))) {
    return { body: wrapped, url: textOf(fields.url) ?? textOf(inner.url), bare: false };
  }
  const body = bodyAmong(fields);
  return body && { body, bare: true };
}

function read(fields: JsonObject): ReadRow {
  const url = textOf(fields.url);
  if (url !== undefined && /embeddings|images|audio|moderations/.test(url))
    return { type: 'other', what: url };
  const found = bodyIn(fields);
  if (!found) return { type: 'broken', problem: 'has no `messages`' };
  const { body, answer } = withoutAnswer({ model: 'unknown', ...found.body }, answerIn(fields));
  const time = timeOf(firstOf(fields, TIME));
  const status = numberOf(firstOf(fields, ['status_code', 'status', 'http_status']));
  const usage = usageOf(fields.usage);
  return {
    type: 'request',
    request: {
      time,
      durationMs: durationOf(fields, time),
      dialect: dialectOf(body, found.url),
      body,
      headers: {},
      answer,
      failed: isJsonObject(fields.error) || (status !== undefined && status >= 300),
      usage: usage.inputTokens === undefined ? usageOf(answer?.body.usage) : usage,
      costNanos: nanosOf(firstOf(fields, COST)),
      who: {
        key: textOf(firstOf(fields, KEY)),
        team: textOf(firstOf(fields, TEAM)),
        customer: textOf(firstOf(fields, CUSTOMER)),
      },
      fromOtherCache: false,
    },
  };
}

/** The batch API wraps the body: `{status_code, request_id, body}`. */
function answerIn(fields: JsonObject): LoggedAnswer | undefined {
  const value = unwrapped(firstOf(fields, ANSWER));
  if (isJsonObject(value) && isJsonObject(value.body)) return answerOf(value.body);
  return answerOf(value);
}

function withoutAnswer(
  body: JsonObject,
  answer: LoggedAnswer | undefined,
): { readonly body: JsonObject; readonly answer: LoggedAnswer | undefined } {
  const messages = unwrapped(body.messages) as readonly JsonValue[];
  const last = messages.at(-1);
  const before = messages.slice(0, -1);
  const isAnswer =
    isJsonObject(last) && last.role === 'assistant' && before.length > 0 && answer === undefined;
  if (!isAnswer) return { body: { ...body, messages }, answer };
  const text = textOf(last.content);
  const found = answerOf(last) ?? (text === undefined ? undefined : answerOfText(text));
  return { body: { ...body, messages: before }, answer: found };
}

function durationOf(fields: JsonObject, time: number | undefined): number | undefined {
  const ms = numberOf(firstOf(fields, MS));
  if (ms !== undefined) return ms;
  const seconds = numberOf(firstOf(fields, SECONDS));
  if (seconds !== undefined) return seconds * 1000;
  const end = timeOf(firstOf(fields, END));
  return end !== undefined && time !== undefined && end >= time ? end - time : undefined;
}
