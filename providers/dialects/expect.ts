import { invalidRequest, isJsonObject, type JsonObject, type JsonValue } from '#core';

// What a client sends is read strictly, and only where the gateway has to understand it: everything else is the
// provider's to judge. Null counts as absent, as it does at the providers. The message names the field and the
// kind of value that came, never the value.

/** @throws GatewayError `invalid-request` naming the field. */
export function reject(path: string, expected: string, value: JsonValue | undefined): never {
  throw invalidRequest(`\`${path}\` must be ${expected}, not ${kindOf(value)}.`, path);
}

/** A string that is not empty. */
export function expectName(body: JsonObject, field: string): string {
  const value = body[field];
  return typeof value === 'string' && value !== '' ? value : reject(field, 'a non-empty string', value);
}

/** A list of objects with at least one item. */
export function expectObjects(body: JsonObject, field: string): readonly JsonObject[] {
  const value = body[field];
  if (!Array.isArray(value) || value.length === 0) return reject(field, 'a non-empty array', value);
  return objectsOf(value, field);
}

export function optionalObjects(body: JsonObject, field: string, path = field): readonly JsonObject[] {
  const value = body[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? objectsOf(value, path) : reject(path, 'an array', value);
}

export function optionalObject(body: JsonObject, field: string): JsonObject | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  return isJsonObject(value) ? value : reject(field, 'an object', value);
}

export function optionalBoolean(body: JsonObject, field: string): boolean {
  const value = body[field];
  if (value === undefined || value === null) return false;
  return typeof value === 'boolean' ? value : reject(field, 'a boolean', value);
}

/** Any number: which ones a model takes is the provider's to judge. */
export function optionalNumber(body: JsonObject, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? value : reject(field, 'a number', value);
}

function objectsOf(list: readonly JsonValue[], path: string): readonly JsonObject[] {
  return list.map((item, i) => (isJsonObject(item) ? item : reject(`${path}[${i}]`, 'an object', item)));
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
