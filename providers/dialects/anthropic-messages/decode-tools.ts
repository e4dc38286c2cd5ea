import { isJsonObject, type JsonObject, objectOr, type Tool, type ToolChoice } from '#core';
import { type Extensions, isNothing, isSaid } from '../extensions.ts';

const TOOL_FIELDS = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
  'allowed_callers',
  'defer_loading',
  'eager_input_streaming',
]);

/** The functions a request offers; tools of Anthropic's own kinds are extensions. */
export function decodeTools(tools: readonly JsonObject[], found: Extensions): readonly Tool[] {
  const functions: Tool[] = [];
  tools.forEach((tool, i) => {
    const path = `tools[${i}]`;
    const { type, name, description, input_schema: schema, strict } = tool;
    const isFunction = (!isSaid(type) || type === 'custom') && typeof name === 'string';
    if (!isFunction || !isJsonObject(schema)) {
      found.answer(path);
      return;
    }
    if (isSaid(tool.cache_control)) found.none(`${path}.cache_control`);
    // How finely the input is streamed.
    if (isSaid(tool.eager_input_streaming)) found.none(`${path}.eager_input_streaming`);
    if (!isNothing(tool.defer_loading)) found.answer(`${path}.defer_loading`);
    if (!isDirectOnly(tool)) found.answer(`${path}.allowed_callers`);
    found.unknown(tool, TOOL_FIELDS, path);
    found.mistyped(tool, { description: 'string', strict: 'boolean' }, path);
    functions.push({
      name,
      description: typeof description === 'string' ? description : undefined,
      parameters: schema,
      strict: strict === true,
    });
  });
  return functions;
}

function isDirectOnly({ allowed_callers: callers }: JsonObject): boolean {
  if (!Array.isArray(callers)) return !isSaid(callers);
  return callers.every((caller) => caller === 'direct');
}

export interface Choosing {
  readonly toolChoice: ToolChoice;
  readonly parallelTools: boolean;
}

const CHOICE_FIELDS = new Set(['type', 'disable_parallel_tool_use']);
const NAMED_CHOICE_FIELDS = new Set([...CHOICE_FIELDS, 'name']);

/** Which tools, and how many at once: here one field says both. `auto` is what is meant where nothing is said. */
export function decodeToolChoice(body: JsonObject, found: Extensions): Choosing {
  if (!isSaid(body.tool_choice)) return { toolChoice: undefined, parallelTools: true };
  const choice = objectOr(body.tool_choice);
  found.unknown(choice, choice.type === 'tool' ? NAMED_CHOICE_FIELDS : CHOICE_FIELDS, 'tool_choice');
  found.mistyped(choice, { disable_parallel_tool_use: 'boolean' }, 'tool_choice');
  const parallelTools = choice.disable_parallel_tool_use !== true;
  switch (choice.type) {
    case 'auto':
      return { toolChoice: undefined, parallelTools };
    case 'none':
      return { toolChoice: 'none', parallelTools: true };
    case 'any':
      return { toolChoice: 'required', parallelTools };
    case 'tool':
      if (typeof choice.name === 'string') return { toolChoice: { name: choice.name }, parallelTools };
      break;
    default: // newer than this reader
  }
  found.answer('tool_choice');
  return { toolChoice: undefined, parallelTools: true };
}
