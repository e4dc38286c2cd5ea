import { isUtf8 } from 'node:buffer';
import { invalidRequest, isJsonObject, type JsonObject, type JsonValue } from '#core';
import { findRepeatedField, scanJson } from './scan-json.ts';

/** Deeper bodies would exhaust the stack of whoever walks or writes them; none that means something comes near. */
const MAX_DEPTH = 500;

/**
 * The parsed body and its bytes, which are what is forwarded. Both have one reading: valid UTF-8, nested at most
 * `MAX_DEPTH` levels, no field twice in one object, at any depth. Otherwise the cache would key what `JSON.parse` read
 * (the last of two fields) and the provider might answer the other one.
 * @throws GatewayError `invalid-request`
 */
export function parseJson(raw: unknown): { raw: Buffer; body: JsonObject } {
  if (!Buffer.isBuffer(raw) || raw.length === 0) {
    throw invalidRequest('The request has no body: send a JSON object.');
  }
  // Replacement characters would make different bytes equal, and so different requests one cache entry.
  if (!isUtf8(raw)) throw invalidRequest('The request body is not valid UTF-8.');
  const { depth, fields } = scanJson(raw);
  if (depth > MAX_DEPTH) throw invalidRequest(`The request is nested more than ${MAX_DEPTH} levels deep.`);
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch (cause) {
    throw invalidRequest(
      `The request body is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`,
    );
  }
  if (!isJsonObject(body)) throw invalidRequest('The request body has to be a JSON object.');
  if (countFields(body) !== fields) throw repeatedField(findRepeatedField(raw));
  return { raw, body };
}

/** Fields of all objects in a value; safe to recurse, as the depth was checked. */
function countFields(value: JsonValue): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countFields(item);
  } else if (isJsonObject(value)) {
    for (const name in value) {
      count++;
      const item = value[name];
      if (typeof item === 'object') count += countFields(item);
    }
  }
  return count;
}

function repeatedField(name: string | undefined): Error {
  return name === undefined
    ? invalidRequest('A field stands twice in one object of the request.')
    : invalidRequest(`The field \`${name}\` stands twice in one object of the request.`, name);
}
