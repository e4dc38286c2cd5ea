import { isJsonObject, type JsonObject, type JsonValue, objectOr, type Tool, type ToolChoice } from '#core';
import { type Extensions, isSaid } from '../extensions.ts';

const TOOL_FIELDS = new Set(['type', 'function']);
const CHOICE_FIELDS = new Set(['name']);
const FUNCTION_FIELDS = new Set(['name', 'description', 'parameters', 'strict']);

/** What a function without parameters takes; the API reference: "Omitting `parameters` defines … an empty parameter list". */
const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} };

/** The functions a request offers; custom tools and the provider's own are extensions. */
export function decodeTools(tools: readonly JsonObject[], found: Extensions): readonly Tool[] {
  const functions: Tool[] = [];
  tools.forEach((tool, i) => {
    const path = `tools[${i}]`;
    const { name, description, parameters, strict } = objectOr(tool.function);
    const isFunction = tool.type === 'function' && typeof name === 'string';
    if (!isFunction || (isSaid(parameters) && !isJsonObject(parameters))) {
      found.answer(path);
      return;
    }
    found.unknown(tool, TOOL_FIELDS, path);
    found.unknown(objectOr(tool.function), FUNCTION_FIELDS, `${path}.function`);
    found.mistyped(objectOr(tool.function), { description: 'string', strict: 'boolean' }, `${path}.function`);
    functions.push({
      name,
      description: typeof description === 'string' ? description : undefined,
      parameters: isJsonObject(parameters) ? parameters : NO_PARAMETERS,
      strict: strict === true,
    });
  });
  return functions;
}

/** `auto` is what is meant where nothing is said. */
export function decodeToolChoice(choice: JsonValue | undefined, found: Extensions): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice;
  if (!isSaid(choice) || choice === 'auto') return undefined;
  const named = objectOr(choice);
  const called = objectOr(named.function);
  if (named.type === 'function' && typeof called.name === 'string') {
    found.unknown(named, TOOL_FIELDS, 'tool_choice');
    found.unknown(called, CHOICE_FIELDS, 'tool_choice.function');
    return { name: called.name };
  }
  found.answer('tool_choice');
  return undefined;
}
