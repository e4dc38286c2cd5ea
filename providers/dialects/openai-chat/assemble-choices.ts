import { isJsonObject, type JsonObject, type JsonValue, objectOr } from '#core';
import { type GrowingObject, type MergeRules, mergeField, mergePiece } from '../merge.ts';
import { TEXT_FIELDS } from './text-fields.ts';

/** Puts the choices of one completion together from their deltas. */
export interface ChoiceAssembly {
  readonly take: (choice: JsonValue) => void;
  readonly finish: () => readonly JsonObject[];
}

const DELTA_RULES: MergeRules = {
  // Beside the message's own text: a call's arguments or input, audio, and the items of `reasoning_details`.
  appended: new Set<string>([...TEXT_FIELDS, 'arguments', 'input', 'data', 'transcript', 'text', 'summary']),
  kept: new Set(['role', 'id', 'type', 'name']),
};

const CHOICE_RULES: MergeRules = { appended: new Set(), kept: new Set() };

interface OpenChoice {
  readonly choice: GrowingObject;
  readonly message: GrowingObject;
}

export function createChoices(): ChoiceAssembly {
  const open = new Map<number, OpenChoice>();

  function choiceAt(index: number): OpenChoice {
    const known = open.get(index);
    if (known !== undefined) return known;
    const message: GrowingObject = { role: '', content: null };
    const created = { choice: { index, message, finish_reason: null }, message };
    open.set(index, created);
    return created;
  }

  return {
    take(piece) {
      if (!isJsonObject(piece)) return;
      const { choice, message } = choiceAt(typeof piece.index === 'number' ? piece.index : 0);
      for (const field in piece) {
        if (field === 'delta') mergeDelta(message, piece.delta);
        else if (field !== 'index' && field !== 'message')
          mergeField(choice, field, piece[field], CHOICE_RULES);
      }
    },
    finish: () =>
      [...open.values()]
        .sort((a, b) => Number(a.choice.index) - Number(b.choice.index))
        .map(({ choice, message }) => ({ ...choice, message: finishMessage(message) })),
  };
}

function mergeDelta(message: GrowingObject, delta: JsonValue | undefined): void {
  if (!isJsonObject(delta)) return; // Azure's chunks about a content filter have none
  for (const field in delta) {
    if (field === 'tool_calls') mergeToolCalls(message, delta.tool_calls);
    else mergeField(message, field, delta[field], DELTA_RULES);
  }
}

function mergeToolCalls(message: GrowingObject, pieces: JsonValue | undefined): void {
  if (!Array.isArray(pieces) || !Array.isArray(message.tool_calls)) {
    mergeField(message, 'tool_calls', pieces, DELTA_RULES);
    return;
  }
  const calls = message.tool_calls as JsonValue[];
  for (const piece of pieces) {
    const call = isJsonObject(piece) ? callOf(calls, piece) : undefined;
    if (call === undefined) calls.push(piece);
    else mergePiece(call, piece, DELTA_RULES);
  }
}

/** The call that a piece goes on with: the last one of its index; without an index the one of its id, or the last. */
function callOf(calls: readonly JsonValue[], piece: JsonObject): GrowingObject | undefined {
  const call = calls.findLast(
    (known): known is JsonObject =>
      isJsonObject(known) &&
      (piece.index !== undefined ? known.index === piece.index : !piece.id || known.id === piece.id),
  );
  return call === undefined || startsAnother(call, piece) ? undefined : (call as GrowingObject);
}

/**
 * Some providers give every parallel call index 0, and some a new id to every piece of one call: only a piece with
 * another id and a name of its own starts another call.
 */
function startsAnother(call: JsonObject, piece: JsonObject): boolean {
  const { name } = objectOr(piece.function ?? piece.custom);
  return Boolean(piece.id && name) && Boolean(call.id) && piece.id !== call.id;
}

function finishMessage(message: GrowingObject): JsonObject {
  const calls = message.tool_calls;
  return {
    ...message,
    role: message.role || 'assistant',
    ...(Array.isArray(calls) ? { tool_calls: calls.map(withoutIndex) } : {}),
  };
}

/** `index` is how a stream's pieces find their call; a JSON answer's calls have none. */
function withoutIndex(call: JsonValue): JsonValue {
  if (!isJsonObject(call)) return call;
  const { index: _, ...rest } = call;
  return rest;
}
