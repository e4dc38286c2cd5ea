import { isJsonObject, type JsonObject, listOr } from '#core';
import { textPieces } from '../text-pieces.ts';

/** Where the two kinds of call have the text that is streamed. */
const STREAMED = { function: 'arguments', custom: 'input' } as const;

/** The deltas of a message's calls: each call's id and name first, its arguments in pieces after. */
export function* replayToolCalls(message: JsonObject): Generator<JsonObject> {
  const calls = listOr(message.tool_calls);
  if (!calls.every(isJsonObject)) return; // not calls: they went out whole, as they are
  if (Array.isArray(message.tool_calls) && calls.length === 0) yield { tool_calls: [] };
  for (const [index, call] of calls.entries()) {
    for (const piece of callPieces(call)) yield { tool_calls: [{ index, ...piece }] };
  }
  if (!isJsonObject(message.function_call)) return;
  for (const piece of streamed(message.function_call, 'arguments')) yield { function_call: piece };
}

function* callPieces(call: JsonObject): Generator<JsonObject> {
  const { index: _, ...rest } = call;
  const kind = isJsonObject(call.custom) ? 'custom' : 'function';
  const called = call[kind];
  if (!isJsonObject(called)) {
    yield rest;
    return;
  }
  const [opening, ...pieces] = streamed(called, STREAMED[kind]);
  yield { ...rest, [kind]: opening };
  for (const piece of pieces) yield { [kind]: piece };
}

function* streamed(called: JsonObject, field: string): Generator<JsonObject> {
  const text = called[field];
  if (typeof text !== 'string') {
    yield called;
    return;
  }
  yield { ...called, [field]: '' };
  for (const piece of textPieces(text)) yield { [field]: piece };
}
