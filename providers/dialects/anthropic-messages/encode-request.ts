import type { ChatRequest, EncodeRequestOptions, JsonObject, JsonValue, Tool } from '#core';
import { encodeTurns } from './encode-turns.ts';
import { defaultMaxTokens } from './max-tokens.ts';

/** A higher temperature is an extension of the request that has it. */
const HIGHEST_TEMPERATURE = 1;

/**
 * The version that SDKs of today send, and the one before it, which takes sampling parameters: the later one answers
 * them with 400. Source: https://platform.claude.com/docs/en/api/migration-2026-10-21 (2026-11).
 */
const VERSIONS = { current: '2026-10-21', withSampling: '2023-06-01' };

/** A request of another dialect as a message request; its extensions are not in it. */
export function encodeRequest(request: ChatRequest, { model }: EncodeRequestOptions): JsonObject {
  const { stop, tools } = request;
  const { system, messages } = encodeTurns(request.turns);
  return {
    model,
    max_tokens: request.maxTokens ?? defaultMaxTokens(model),
    ...(system.length === 0 ? {} : { system: systemPrompt(system) }),
    messages,
    ...sampling(request),
    ...(stop.length === 0 ? {} : { stop_sequences: stop }),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...known('tool_choice', toolChoice(request)),
    ...outputConfig(request),
    ...(request.effort === 'none' ? { thinking: { type: 'disabled' } } : {}),
    ...(request.user === undefined ? {} : { metadata: { user_id: request.user } }),
    ...(request.stream ? { stream: true } : {}),
  };
}

/** The version that this body is written for. */
export function headersFor(request: ChatRequest): Readonly<Record<string, string>> {
  const isSampled = Object.keys(sampling(request)).length > 0;
  return { 'anthropic-version': isSampled ? VERSIONS.withSampling : VERSIONS.current };
}

function sampling({ temperature, topP }: ChatRequest): JsonObject {
  return {
    ...(temperature === undefined || temperature > HIGHEST_TEMPERATURE ? {} : { temperature }),
    ...known('top_p', topP),
  };
}

function systemPrompt(blocks: readonly JsonObject[]): JsonValue {
  const [only] = blocks;
  return blocks.length === 1 && only ? (only.text ?? '') : blocks;
}

function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  return {
    name,
    ...known('description', description),
    // The schema of an object has to say so here.
    input_schema: parameters.type === undefined ? { type: 'object', ...parameters } : parameters,
    ...(strict ? { strict } : {}),
  };
}

function toolChoice({ toolChoice: choice, parallelTools }: ChatRequest): JsonObject | undefined {
  if (choice === 'none') return { type: 'none' };
  const single = parallelTools ? {} : { disable_parallel_tool_use: true };
  if (typeof choice === 'object') return { type: 'tool', name: choice.name, ...single };
  if (choice === 'required') return { type: 'any', ...single };
  return parallelTools ? undefined : { type: 'auto', ...single };
}

function outputConfig({ effort, format }: ChatRequest): JsonObject {
  const config: JsonObject = {
    ...(effort === undefined || effort === 'none' ? {} : { effort }),
    ...(format ? { format: { type: 'json_schema', schema: format.schema } } : {}),
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

const known = (field: string, value: JsonValue | undefined): JsonObject =>
  value === undefined ? {} : { [field]: value };
