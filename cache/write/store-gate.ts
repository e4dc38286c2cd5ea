import type { ChatResponse } from '#core';

export type GateRefusal =
  | 'no-choice'
  | 'unfinished'
  | 'refusal'
  | 'content-filter'
  | 'tool-call'
  | 'empty'
  | 'schema'
  | 'too-large';

export interface GateInput {
  readonly response: ChatResponse;
  readonly bodyBytes: number;
  readonly maxBodyBytes: number;
  /** Whether JSON output was asked for, so that a stored text at least parses. */
  readonly wantsJson: boolean;
}

/**
 * Whether a finished 2xx answer may be stored (C20): every choice ended with `stop`, says something, is no refusal,
 * calls no tool, parses where JSON was asked for, and is small enough.
 */
export function refuseToStore(input: GateInput): GateRefusal | undefined {
  if (input.bodyBytes > input.maxBodyBytes) return 'too-large';
  if (input.response.choices.length === 0) return 'no-choice';
  for (const choice of input.response.choices) {
    const refusal = refuseChoice(choice, input.wantsJson);
    if (refusal) return refusal;
  }
  return undefined;
}

function refuseChoice(choice: ChatResponse['choices'][number], wantsJson: boolean): GateRefusal | undefined {
  switch (choice.finishReason) {
    case 'content-filter':
      return 'content-filter';
    case 'refusal':
      return 'refusal';
    case 'tool-calls':
      return 'tool-call';
    case 'length':
    case 'other':
    case undefined:
      return 'unfinished';
    case 'stop':
      break;
  }
  if (choice.parts.some((part) => part.type === 'tool-call')) return 'tool-call';
  if (choice.parts.some((part) => part.type === 'refusal' && part.text !== '')) return 'refusal';
  const text = choice.parts.reduce((all, part) => (part.type === 'text' ? all + part.text : all), '');
  if (text.trim() === '') return 'empty';
  return wantsJson && !parses(text) ? 'schema' : undefined;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
