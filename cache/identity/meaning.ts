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
  const { question, format, toolChoice, user: _user } = request;
  return {
    body: {
      model: request.model,
      turns: request.turns.map(turn),
      tools: request.tools.map(({ name, description = null, parameters, strict }) => ({
        name,
        description,
        parameters,
        strict,
      })),
      toolChoice: typeof toolChoice === 'object' ? { name: toolChoice.name } : (toolChoice ?? null),
      parallelTools: request.parallelTools,
      temperature: request.temperature ?? null,
      topP: request.topP ?? null,
      maxTokens: request.maxTokens ?? null,
      stop: request.stop,
      effort: request.effort ?? null,
      format: format ? { schema: format.schema, strict: format.strict } : null,
    },
    question: question && { text: question.text, path: pathOf(request.turns) },
  };
}

/** Where the question stands among the turns: it is the only text of the last one. */
function pathOf(turns: readonly Turn[]): Question['path'] {
  const last = turns.length - 1;
  const parts = turns[last]?.parts ?? [];
  return ['turns', last, 'parts', parts.findIndex(({ type }) => type === 'text'), 'text'];
}

const turn = ({ role, parts }: Turn): JsonObject => ({ role, parts: parts.map(part) });

/** Of a call's arguments their value counts, not how a model spaced them. */
function part(said: Part): JsonValue {
  switch (said.type) {
    case 'tool-call':
      return { type: said.type, id: said.id, name: said.name, arguments: argumentsOf(said.arguments) };
    case 'tool-result':
      return { type: said.type, id: said.id, parts: said.parts.map(part) };
    case 'image':
      return { type: said.type, source: { ...said.source } };
    case 'file':
      return { type: said.type, source: { ...said.source }, name: said.name ?? null };
    default:
      return { ...said } as JsonObject;
  }
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
