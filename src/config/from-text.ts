import type { SchemaNode } from './schema-node.ts';

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A text turned into the type that a setting has, or why that cannot be. */
export type FromText =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'not-json'; readonly expected: string };

/**
 * Turns the text of an environment variable, a command line option or a `${env:…}` reference into what the setting
 * holds: numbers, booleans and null as such, lists and mappings from JSON. What does not fit stays text, for the schema to refuse.
 */
export function fromText(text: string, node: SchemaNode): FromText {
  const types = typesOf(node);
  if (types.has('null') && text === 'null') return { type: 'value', value: null };
  if (types.has('number') && NUMBER.test(text)) return { type: 'value', value: Number(text) };
  if (types.has('boolean') && (text === 'true' || text === 'false'))
    return { type: 'value', value: text === 'true' };
  if (types.has('array')) return fromJson(text, 'a list as JSON');
  if (types.has('object')) return fromJson(text, 'a mapping as JSON');
  return { type: 'value', value: text };
}

function typesOf(node: SchemaNode): ReadonlySet<string> {
  const named = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  const types = new Set(named.map((type) => (type === 'integer' ? 'number' : type)));
  if (node.const !== undefined) types.add(node.const === null ? 'null' : typeof node.const);
  return types;
}

function fromJson(text: string, expected: string): FromText {
  try {
    return { type: 'value', value: JSON.parse(text) };
  } catch {
    return { type: 'not-json', expected };
  }
}
