import type { ChatRequest, JsonObject, JsonValue, Part, Question, Turn } from '#core';

/** What a request asks for, as JSON that two dialects write alike. */
export interface Meaning {
  readonly body: JsonObject;
  readonly question: Question | undefined;
}

/**
 * The meaning of a request that the canonical form carries whole. Fields that do not change the answer are not in it
 * (C1), nor what stands for nothing: who leaves a default out and who writes it mean the same.
 */
export function meaningOf(request: ChatRequest): Meaning {
  const { question, stop, tools, format, toolChoice } = request;
  return {
    body: {
      model: request.model,
      turns: request.turns.map(turn),
      ...(tools.length === 0 ? {} : { tools: json(tools) }),
      ...(toolChoice === undefined ? {} : { toolChoice: json(toolChoice) }),
      ...(request.parallelTools ? {} : { parallelTools: false }),
      ...said('temperature', request.temperature),
      ...said('topP', request.topP),
      ...said('maxTokens', request.maxTokens),
      ...(stop.length === 0 ? {} : { stop }),
      ...said('effort', request.effort),
      ...(format === undefined ? {} : { format: json(format) }),
    },
    question: question && { text: question.text, path: pathOf(request.turns) },
  };
}

const said = (field: string, value: JsonValue | undefined): JsonObject =>
  value === undefined ? {} : { [field]: value };

/** Plain data with the same fields whatever dialect it was read from: JSON as it is. */
const json = (data: object | string): JsonValue => data as JsonValue;

/** Where the question stands among the turns: it is the only text of the last one. */
function pathOf(turns: readonly Turn[]): Question['path'] {
  const last = turns.length - 1;
  const parts = turns[last]?.parts ?? [];
  return ['turns', last, 'parts', parts.findIndex(({ type }) => type === 'text'), 'text'];
}

function turn(one: Turn): JsonValue {
  return one.parts.some(isCall) ? { role: one.role, parts: one.parts.map(part) } : json(one);
}

const isCall = ({ type }: Part): boolean => type === 'tool-call';

/** Of a call's arguments their value counts, not how a model spaced them. */
function part(one: Part): JsonValue {
  return one.type === 'tool-call' ? { ...one, arguments: argumentsOf(one.arguments) } : json(one);
}

/**
 * The arguments as a value, where their text says nothing that the value does not: spaces are all that may differ. Any
 * other text (a number with more digits than JavaScript holds, a name that stands twice) counts as it is.
 */
function argumentsOf(text: string): JsonValue {
  if (text === '') return {};
  try {
    const value = JSON.parse(text) as JsonValue;
    return JSON.stringify(value) === text.replace(SPACES, '$1') ? value : text;
  } catch {
    return text;
  }
}

/** Strings, which stay, and white space between values, which goes. */
const SPACES = /("(?:[^"\\]|\\.)*")|[\t\n\r ]+/g;
