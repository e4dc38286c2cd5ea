import { isJsonObject, type JsonObject, type JsonValue, listOr, type ReplayOptions } from '#core';
import { type GrowingObject, setField } from '../merge.ts';
import { replayChoice } from './replay-choice.ts';
import { replayJson } from './replay-json.ts';

/** What a provider repeats in every chunk; any other field of the body goes out once, in the first. */
const REPEATED = new Set(['id', 'object', 'created', 'model', 'service_tier', 'system_fingerprint']);

/**
 * A stored completion as the chunks a provider would stream: per choice the role, the text in pieces and the
 * finish reason; then the usage, if the client asked for it, and `[DONE]`. Reading the chunks gives the body back.
 */
export function* replayStream(
  stored: JsonObject,
  options: ReplayOptions & { readonly includeUsage: boolean },
): Generator<string> {
  const body = replayJson(stored, options);
  const head: GrowingObject = {};
  const once: GrowingObject = {};
  for (const [field, value] of Object.entries(body)) {
    if (field !== 'choices' && field !== 'usage') setField(REPEATED.has(field) ? head : once, field, value);
  }
  head.object = 'chat.completion.chunk';
  const usage = options.includeUsage ? { usage: null } : {};
  const frame = chunkWriter({ ...head, ...usage });
  let first = true;
  for (const [position, choice] of listOr(body.choices).filter(isJsonObject).entries()) {
    for (const piece of replayChoice(choice, position)) {
      yield first ? dataFrame({ ...head, ...once, ...usage, choices: [piece] }) : frame(piece);
      first = false;
    }
  }
  if (first) yield dataFrame({ ...head, ...once, ...usage, choices: [] });
  // Usage that the provider never told is unknown: no chunk, rather than one with made-up numbers.
  if (options.includeUsage && isJsonObject(body.usage)) {
    yield dataFrame({ ...head, choices: [], usage: body.usage });
  }
  yield 'data: [DONE]\n\n';
}

function dataFrame(chunk: JsonObject): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Writes chunks that differ only in their choice: what they share is made into JSON once. */
function chunkWriter(shared: JsonObject): (choice: JsonValue) => string {
  const start = `data: ${JSON.stringify(shared).slice(0, -1)},"choices":[`;
  return (choice) => `${start}${JSON.stringify(choice)}]}\n\n`;
}
