import type { ChatRequest, EncodeRequestOptions, JsonObject, JsonValue, Tool } from '#core';
import { encodeTurns } from './encode-turns.ts';

/** The API asks for a name; nothing is known to depend on it. */
const FORMAT_NAME = 'answer';

/** No header says how a body is to be read. */
export const headersFor = (): Readonly<Record<string, string>> => ({});

/** A request of another dialect as a chat completion request; its extensions are not in it. */
export function encodeRequest(request: ChatRequest, options: EncodeRequestOptions): JsonObject {
  const { stream, tools, stop, format } = request;
  return {
    model: options.model,
    messages: encodeTurns(request.turns),
    ...known('max_completion_tokens', request.maxTokens),
    ...known('temperature', request.temperature),
    ...known('top_p', request.topP),
    ...(stop.length === 0 ? {} : { stop }),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...known('tool_choice', toolChoice(request)),
    ...(request.parallelTools ? {} : { parallel_tool_calls: false }),
    ...known('reasoning_effort', request.effort),
    ...(format
      ? { response_format: { type: 'json_schema', json_schema: { name: FORMAT_NAME, ...format } } }
      : {}),
    ...known('user', request.user),
    ...(stream ? { stream } : {}),
    ...(stream && options.streamUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  return {
    type: 'function',
    function: { name, ...known('description', description), parameters, ...(strict ? { strict } : {}) },
  };
}

function toolChoice({ toolChoice: choice }: ChatRequest): JsonValue | undefined {
  return typeof choice === 'object' ? { type: 'function', function: choice } : choice;
}

const known = (field: string, value: JsonValue | undefined): JsonObject =>
  value === undefined ? {} : { [field]: value };
