import { type JsonObject, objectOr, type Part, stringOr } from '#core';

/** A function call or a custom tool's call, as both requests and answers carry it; read leniently. */
export function decodeToolCall(call: JsonObject): Part {
  const isCustom = call.custom !== undefined;
  const called = objectOr(isCustom ? call.custom : call.function);
  return {
    type: 'tool-call',
    id: stringOr(call.id, ''),
    name: stringOr(called.name, ''),
    arguments: stringOr(isCustom ? called.input : called.arguments, ''),
  };
}
