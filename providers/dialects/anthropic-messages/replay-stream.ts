import { isJsonObject, type JsonObject, listOr, objectOr, type ReplayOptions } from '#core';
import { type GrowingObject, setField } from '../merge.ts';
import { replayBlock } from './replay-block.ts';
import { replayJson } from './replay-json.ts';

/** What is known of a message only at its end: null in the first event, told by `message_delta`. */
const TOLD_LAST = new Set(['stop_reason', 'stop_sequence', 'stop_details', 'container']);
/** The same, but told beside the `delta`. */
const TOLD_BESIDE = new Set(['context_management', 'input_transformations']);
/** Counts that `message_delta` has; source: `MessageDeltaUsage` and `BetaMessageDeltaUsage`. */
const COUNTED_LAST = new Set([
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  'output_tokens_details',
  'server_tool_use',
  'iterations',
  'fallback_credit',
]);

/**
 * A stored message as the events a provider would stream: its start, each block with its deltas, why it stopped
 * and what it used, its end. Reading the events gives the message back.
 */
export function* replayStream(stored: JsonObject, options: ReplayOptions): Generator<string> {
  const body = replayJson(stored, options);
  const usage = objectOr(body.usage);
  const start: GrowingObject = {};
  const delta: GrowingObject = { stop_reason: null, stop_sequence: null };
  const beside: GrowingObject = {};
  for (const [field, value] of Object.entries(body)) {
    if (TOLD_LAST.has(field)) setField(delta, field, value);
    else if (TOLD_BESIDE.has(field)) setField(beside, field, value);
    else setField(start, field, value);
  }
  const unknown = Object.fromEntries(
    [...Object.keys(delta), ...Object.keys(beside)].map((name) => [name, null]),
  );
  yield frame('message_start', {
    message: { ...start, content: [], ...unknown, usage: startUsage(usage) },
  });
  for (const [index, block] of listOr(body.content).filter(isJsonObject).entries()) {
    for (const { type, ...event } of replayBlock(block)) yield frame(type, { index, ...event });
  }
  yield frame('message_delta', { delta, usage: pick(usage, COUNTED_LAST), ...beside });
  yield frame('message_stop', {});
}

/** Usage as it is before anything was written: the input is counted, the output is a first token. */
function startUsage(usage: JsonObject): JsonObject {
  const { output_tokens: output } = usage;
  return typeof output === 'number' ? { ...usage, output_tokens: Math.min(1, output) } : usage;
}

function pick(source: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.has(name)));
}

function frame(type: string, event: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...event })}\n\n`;
}
