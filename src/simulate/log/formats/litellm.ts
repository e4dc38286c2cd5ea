import { isJsonObject, type JsonObject } from '#core';
import { firstOf, nanosOf, numberOf, objectOf, textOf, timeOf, unwrapped } from '../fields.ts';
import type { LogFormat, ReadRow } from '../logged-request.ts';
import { answerOf, bodyAmong, dialectOf, messagesOf } from '../request-body.ts';
import { usageOf } from '../usage-fields.ts';

/** Calls of LiteLLM that are chats; with `a` before them they are the same, asked for asynchronously. */
const CHATS = /^a?(?:completion|text_completion|anthropic_messages|chat_completion)$|^$/;

/**
 * Rows of LiteLLM's spend log: the table `LiteLLM_SpendLogs` as JSON, JSON lines or CSV, and the answer of
 * `/spend/logs`. The request stands in `proxy_server_request` or, in older ones, in `messages`; both are `{}` unless
 * `store_prompts_in_spend_logs` is set.
 *
 * Source: github.com/BerriAI/litellm, `schema.prisma` at 029f645f and `spend_tracking_utils.py` (read 2026-11-21);
 * docs.litellm.ai/docs/proxy/ui_logs (2026-10-10). `cache_hit` is a text there; 0 is also what stands in `spend` where
 * LiteLLM knows no price.
 */
export const litellmFormat: LogFormat = {
  name: 'litellm',
  what: 'LiteLLM’s spend log (LiteLLM_SpendLogs) as JSON, JSON lines or CSV, with store_prompts_in_spend_logs: true',
  recognises: (fields) =>
    'request_id' in fields && 'startTime' in fields && ('spend' in fields || 'call_type' in fields),
  read,
};

function read(fields: JsonObject): ReadRow {
  const callType = textOf(fields.call_type) ?? '';
  if (!CHATS.test(callType)) return { type: 'other', what: callType };
  const body = bodyOf(fields);
  if (!body) {
    return {
      type: 'broken',
      problem: 'has no messages: LiteLLM keeps them with store_prompts_in_spend_logs: true',
    };
  }
  const time = timeOf(fields.startTime);
  const end = timeOf(fields.endTime);
  const fromOtherCache = /^true$/i.test(String(fields.cache_hit ?? ''));
  const usage = usageOf(fields);
  const spend = nanosOf(fields.spend);
  return {
    type: 'request',
    request: {
      time,
      durationMs:
        numberOf(fields.request_duration_ms) ??
        (time !== undefined && end !== undefined ? end - time : undefined),
      dialect: callType.includes('anthropic') ? 'anthropic-messages' : dialectOf(body),
      body,
      headers: {},
      answer: answerOf(objectOf(fields.response)),
      failed: textOf(fields.status) === 'failure',
      usage: fromOtherCache ? { ...usage, cachedInputTokens: undefined } : usage,
      costNanos: spend === 0 || fromOtherCache ? undefined : spend,
      who: {
        key: textOf(fields.api_key),
        team: textOf(fields.team_id),
        customer: textOf(firstOf(fields, ['organization_id', 'end_user'])),
      },
      fromOtherCache,
    },
  };
}

function bodyOf(fields: JsonObject): JsonObject | undefined {
  const asked = textOf(firstOf(fields, ['model_group', 'model'])) ?? 'unknown';
  const stored =
    objectOf(fields.proxy_server_request) ?? objectOf(objectOf(fields.metadata)?.proxy_server_request);
  const request = stored && (isJsonObject(stored.body) ? stored.body : stored);
  const whole = request && bodyAmong({ model: asked, ...request });
  if (whole) return whole;
  const messages = messagesOf(unwrapped(fields.messages));
  return messages && { model: asked, messages };
}
