import { type ChatResponse, isJsonObject, type JsonObject } from '#core';
import type { SchemaCheck } from './schema-checker.ts';

/**
 * The JSON schema an answer was asked to follow; an empty one where any JSON will do.
 * Sources: OpenAI `response_format` (`json_object` | `json_schema`), Anthropic `output_config.format`.
 */
export function askedSchema(format: JsonObject | undefined): JsonObject | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  const named = isJsonObject(format.json_schema) ? format.json_schema.schema : format.schema;
  return isJsonObject(named) ? named : {};
}

/** What is left to check of an answer that is JSON; undefined where any JSON will do. */
export function schemaCheckOf(
  response: ChatResponse,
  format: JsonObject | undefined,
): SchemaCheck | undefined {
  const schema = askedSchema(format);
  if (!schema || Object.keys(schema).length === 0) return undefined;
  return { schema: JSON.stringify(schema), texts: response.choices.map(textOf) };
}

/** The text of one choice, its parts joined. */
export function textOf({ parts }: ChatResponse['choices'][number]): string {
  return parts.reduce((all, part) => (part.type === 'text' ? all + part.text : all), '');
}

/** Whether the text is JSON at all. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
