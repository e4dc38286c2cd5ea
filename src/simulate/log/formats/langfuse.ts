import { isJsonObject, type JsonObject, objectOr } from '#core';
import { firstOf, nanosOf, numberOf, objectOf, textOf, timeOf, unwrapped } from '../fields.ts';
import type { LogFormat, ReadRow } from '../logged-request.ts';
import { answerOf, bodyAmong, messagesOf } from '../request-body.ts';
import { usageOf } from '../usage-fields.ts';

/** Kinds of observations (Langfuse's docs, "Observation types"). Only a generation is a call of a model. */
const TYPES = new Set([
  ...[
    'SPAN',
    'GENERATION',
    'EVENT',
    'AGENT',
    'TOOL',
    'CHAIN',
    'RETRIEVER',
    'EVALUATOR',
    'EMBEDDING',
    'GUARDRAIL',
  ],
]);

/**
 * Observations of Langfuse: what the table of the UI and the API give (`traceId`, `startTime`, `calculatedTotalCost`), and
 * what goes to blob storage (`trace_id`, `start_time`, `total_cost`), as JSON, JSON lines or CSV, where objects are texts.
 *
 * Source: github.com/langfuse/langfuse, `fern/apis/server/definition/commons.yml` at 0010e28f (`ObservationsView`), and
 * langfuse-docs, `blob-storage-export-fields.mdx` at 05bdc0e1 (both read 2026-11-21).
 */
export const langfuseFormat: LogFormat = {
  name: 'langfuse',
  what: 'observations of Langfuse as JSON, JSON lines or CSV (table export, API or blob storage), input and output included',
  recognises: (fields) =>
    TYPES.has(String(fields.type)) &&
    ('traceId' in fields || 'trace_id' in fields) &&
    ('startTime' in fields || 'start_time' in fields),
  read,
};

function read(fields: JsonObject): ReadRow {
  const type = textOf(fields.type) ?? '';
  if (type !== 'GENERATION') return { type: 'other', what: type === '' ? 'no type' : type };
  const body = bodyOf(fields);
  if (!body) return { type: 'broken', problem: 'has an `input` that is no text and no messages' };
  const time = timeOf(firstOf(fields, ['startTime', 'start_time']));
  const end = timeOf(firstOf(fields, ['endTime', 'end_time']));
  const seconds = numberOf(fields.latency);
  const answer = answerOf(fields.output);
  return {
    type: 'request',
    request: {
      time,
      durationMs: time !== undefined && end !== undefined ? end - time : seconds && seconds * 1000,
      dialect: 'openai-chat',
      body,
      headers: {},
      answer,
      failed: fields.level === 'ERROR',
      usage: usageOf(
        firstOf({ a: usageDetails(fields), b: unwrapped(fields.usage), c: fields }, ['a', 'b', 'c']),
      ),
      costNanos: costOf(fields),
      who: { key: undefined, team: undefined, customer: textOf(firstOf(fields, ['userId', 'user_id'])) },
      fromOtherCache: false,
    },
  };
}

function usageDetails(fields: JsonObject): JsonObject | undefined {
  return objectOf(firstOf(fields, ['usageDetails', 'usage_details']));
}

/** Langfuse writes 0 where no model definition matched: nobody knows the price. */
function costOf(fields: JsonObject): number | undefined {
  const details = objectOr(unwrapped(firstOf(fields, ['costDetails', 'cost_details'])));
  const usage = objectOr(unwrapped(fields.usage));
  const total = firstOf(fields, ['totalCost', 'total_cost', 'calculatedTotalCost', 'calculated_total_cost']);
  const nanos = nanosOf(total ?? details.total ?? usage.totalCost);
  return nanos === 0 ? undefined : nanos;
}

function bodyOf(fields: JsonObject): JsonObject | undefined {
  const input = unwrapped(fields.input);
  const messages = messagesOf(input);
  if (!messages) return undefined;
  const parameters = objectOf(firstOf(fields, ['modelParameters', 'model_parameters'])) ?? {};
  const model = textOf(firstOf(fields, ['model', 'provided_model_name', 'providedModelName'])) ?? 'unknown';
  const beside = isJsonObject(input) ? input : {};
  return bodyAmong({ ...numbersAmong(parameters), ...beside, model, messages: [...messages] });
}

/** Parameters come as texts at times: `{"temperature": "0.2"}`. What is no number and no JSON stays as it is. */
function numbersAmong(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, numberOf(value) ?? unwrapped(value) ?? null]),
  );
}
