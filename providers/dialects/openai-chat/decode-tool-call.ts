import { type JsonObject, objectOr, type Part, stringOr } from '#core';

/** A function call or a custom tool's call, as both requests and answers carry it; read leniently. */
export function decodeToolCall(call: JsonObject): Part {
  // Null counts as absent: some clients write every field that their types know.
  const isCustom = call.custom !== undefined && call.custom !== null;
  const called = objectOr(isCustom ? call.custom : call.function);
  return {
    type: 'tool-call',
    id: stringOr(call.id, ''),
    name: stringOr(called.name, ''),
    arguments: stringOr(isCustom ? called.input : called.arguments, ''),
  };
}
