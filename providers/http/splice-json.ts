import { invalidRequest } from '#core';

/** Where a top-level field's value stands in a JSON object's bytes: `[start, end)`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The object with some top-level values replaced and every other byte as it came; a field that was absent is added in
 * front. The bytes must already have passed `JSON.parse`.
 * @param values field name to the JSON text of its new value
 * @throws GatewayError `invalid-request` when such a field stands twice: its two readers might not read the same one
 */
export function spliceJson(json: Uint8Array, values: Readonly<Record<string, string>>): Uint8Array {
  const spans = topLevelSpans(json, Object.keys(values));
  const open = json.indexOf(OPEN_BRACE) + 1;
  const added = Object.entries(values)
    .filter(([name]) => !spans.has(name))
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',');
  const separator = added === '' || isEmptyFrom(json, open) ? '' : ',';
  const pieces: Uint8Array[] = [json.subarray(0, open), Buffer.from(added + separator)];
  let from = open;
  for (const [name, { start, end }] of [...spans].sort(([, a], [, b]) => a.start - b.start)) {
    pieces.push(json.subarray(from, start), Buffer.from(values[name] ?? 'null'));
    from = end;
  }
  pieces.push(json.subarray(from));
  return Buffer.concat(pieces);
}

function topLevelSpans(json: Uint8Array, names: readonly string[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  let at = json.indexOf(OPEN_BRACE) + 1;
  while (at > 0 && at < json.length) {
    const keyStart = json.indexOf(QUOTE, at);
    if (keyStart < 0) break;
    const keyEnd = endOfString(json, keyStart);
    const colon = json.indexOf(COLON, keyEnd);
    const start = skipSpace(json, colon + 1);
    const end = endOfValue(json, start);
    const name = keyName(json.subarray(keyStart, keyEnd));
    if (names.includes(name)) {
      if (spans.has(name)) throw invalidRequest(`The field \`${name}\` stands twice in the request.`, name);
      spans.set(name, { start, end });
    }
    at = json.indexOf(COMMA, end);
    if (at < 0) break;
    at++;
  }
  return spans;
}

/** Keys may be written with escapes: `"model"` is a way to write `"model"`. */
function keyName(quoted: Uint8Array): string {
  return String(JSON.parse(Buffer.from(quoted).toString('utf8')));
}

/** @returns the index after the closing quote */
function endOfString(json: Uint8Array, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === BACKSLASH) i++;
    else if (json[i] === QUOTE) return i + 1;
  }
  return json.length;
}

function endOfValue(json: Uint8Array, start: number): number {
  const first = json[start];
  if (first === QUOTE) return endOfString(json, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    let end = start;
    while (end < json.length && !isScalarEnd(json[end])) end++;
    return end;
  }
  let depth = 0;
  for (let i = start; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) i = endOfString(json, i) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return json.length;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isScalarEnd = (byte: number | undefined): boolean =>
  byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);

function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(json[at])) at++;
  return at;
}

const isEmptyFrom = (json: Uint8Array, open: number): boolean => json[skipSpace(json, open)] === CLOSE_BRACE;
