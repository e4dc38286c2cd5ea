import { isJsonObject, type JsonObject, type JsonValue } from '#core';

/** An object that a stream reader is still putting together. */
export interface GrowingObject {
  [field: string]: JsonValue | undefined;
}

/** How the pieces of one kind of object fit together; every field it does not name keeps its last value. */
export interface MergeRules {
  /** Text that comes in pieces. */
  readonly appended: ReadonlySet<string>;
  /** Names of the thing itself, which some providers repeat, empty or whole, in every piece. */
  readonly kept: ReadonlySet<string>;
}

/** Copies a field. `__proto__` has to be defined: assigning it would change the target's prototype. */
export function setField(target: GrowingObject, field: string, value: JsonValue | undefined): void {
  if (field === '__proto__') {
    Object.defineProperty(target, field, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[field] = value;
  }
}

/** The field's own value; an inherited one (`constructor`, `toString`) is not data. */
function ownField(target: GrowingObject, field: string): JsonValue | undefined {
  return Object.hasOwn(target, field) ? target[field] : undefined;
}

/** Merges `piece` into `target` by `rules`, at every level. What the piece holds may be adopted, not copied. */
export function mergePiece(target: GrowingObject, piece: JsonObject, rules: MergeRules): void {
  for (const field in piece) mergeField(target, field, piece[field], rules);
}

/**
 * Merges one field: the first value stands as it came; null never erases; pieces of text are appended; lists
 * grow, by the items' `index` where they have one; objects merge; of anything else the last value stands.
 */
export function mergeField(
  target: GrowingObject,
  field: string,
  value: JsonValue | undefined,
  rules: MergeRules,
): void {
  const current = ownField(target, field);
  if (current === undefined || current === null) {
    if (value !== undefined) setField(target, field, value);
  } else if (value === undefined || value === null) {
    return;
  } else if (rules.kept.has(field)) {
    if (current === '' || current === 0) setField(target, field, value);
  } else if (typeof value === 'string') {
    setField(target, field, rules.appended.has(field) ? appended(current, value) : value);
  } else if (Array.isArray(value)) {
    setField(target, field, grown(current, value, rules));
  } else if (isJsonObject(value) && isJsonObject(current)) {
    mergePiece(current as GrowingObject, value, rules);
  } else {
    setField(target, field, value);
  }
}

function appended(current: JsonValue, text: string): JsonValue {
  if (typeof current === 'string') return current + text;
  // Content in parts (Mistral's thinking models) followed by plain text: the text is one more part.
  if (Array.isArray(current)) return text === '' ? current : [...current, { type: 'text', text }];
  return text;
}

function grown(current: JsonValue, items: readonly JsonValue[], rules: MergeRules): JsonValue {
  if (!Array.isArray(current)) {
    return typeof current === 'string' && current !== ''
      ? [{ type: 'text', text: current }, ...items]
      : items;
  }
  const list = current as JsonValue[];
  for (const item of items) {
    const known = isJsonObject(item) ? sameIndex(list, item.index) : undefined;
    if (known === undefined) list.push(item);
    else mergePiece(known, item as JsonObject, rules);
  }
  return list;
}

/** How far back a piece may reach; without it a stream of ever new indexes would cost the square of its length. */
const REACH = 256;

/** The list's item with this index, looked for from the end: pieces nearly always belong to the last item. */
function sameIndex(list: readonly JsonValue[], index: JsonValue | undefined): GrowingObject | undefined {
  if (typeof index !== 'number') return undefined;
  const first = Math.max(0, list.length - REACH);
  for (let i = list.length - 1; i >= first; i--) {
    const item = list[i];
    if (isJsonObject(item) && item.index === index) return item as GrowingObject;
  }
  return undefined;
}
