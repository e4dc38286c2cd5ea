import { Ajv } from 'ajv';
import { isJsonObject, type JsonObject } from '#core';

/**
 * The JSON schema an answer was asked to follow; an empty one where any JSON will do.
 * Sources: OpenAI `response_format` (`json_object` | `json_schema`), Anthropic `output_config.format`.
 */
export function askedSchema(format: JsonObject | undefined): JsonObject | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  const named = isJsonObject(format.json_schema) ? format.json_schema.schema : format.schema;
  return isJsonObject(named) ? named : {};
}

/**
 * Whether the text is JSON that is valid against the schema. Keywords that run a client's regular expressions are not
 * checked, since one of those can take for ever; a schema that cannot be compiled matches nothing.
 */
export function matchesSchema(schema: JsonObject, text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    ajv.removeKeyword('pattern');
    ajv.removeKeyword('patternProperties');
    return ajv.compile(schema)(value) === true;
  } catch {
    return false;
  }
}
