import { invalidRequest, type JsonObject, type JsonValue } from '#core';

/** Deeper requests would exhaust the stack; none that means something comes near. */
const MAX_DEPTH = 500;

/**
 * One string per meaning of a JSON value: fields sorted, strings NFC, every string behind its length, so that no
 * two values share a form by where a separator falls. Numbers go by value; `unsafe` reports one that JavaScript
 * cannot hold exactly, for which the caller has to add the bytes themselves.
 */
export interface Canonical {
  readonly text: string;
  readonly unsafe: boolean;
}

/** Where one string is left out (marked, not dropped), given as steps from the root. */
export type Path = readonly (string | number)[];

export interface CanonicalOptions {
  /** Top-level fields that are no part of the identity. */
  readonly omit: (field: string, value: JsonValue) => boolean;
  readonly blank: Path | undefined;
}

export function canonicalise(body: JsonObject, { omit, blank }: CanonicalOptions): Canonical {
  let unsafe = false;
  let depth = 0;

  const value = (node: JsonValue | undefined, path: Path | undefined): string => {
    if (typeof node === 'string') return path?.length === 0 ? 'q' : text(node);
    if (typeof node === 'number') {
      if (!Number.isFinite(node) || (Number.isInteger(node) && !Number.isSafeInteger(node))) unsafe = true;
      return `n${Object.is(node, -0) ? 0 : node};`;
    }
    if (node === null || node === undefined) return 'z';
    if (typeof node === 'boolean') return node ? 't' : 'f';
    if (++depth > MAX_DEPTH)
      throw invalidRequest(`The request is nested more than ${MAX_DEPTH} levels deep.`);
    const form = Array.isArray(node) ? list(node, path) : object(node as JsonObject, path);
    depth--;
    return form;
  };

  const list = (items: readonly JsonValue[], path: Path | undefined): string => {
    let out = `[${items.length};`;
    for (let i = 0; i < items.length; i++)
      out += value(items[i], path?.[0] === i ? path.slice(1) : undefined);
    return out;
  };

  const object = (fields: JsonObject, path: Path | undefined): string => {
    let out = '{';
    for (const name of sortedNames(fields)) {
      out += text(name) + value(fields[name], path?.[0] === name ? path.slice(1) : undefined);
    }
    return `${out}}`;
  };

  let out = '';
  for (const name of sortedNames(body)) {
    const field = body[name] ?? null;
    if (!omit(name, field)) {
      out += text(name) + value(field, blank?.[0] === name ? blank.slice(1) : undefined);
    }
  }
  return { text: out, unsafe };
}

/** By NFC form, as they are written, so that no form of a name changes its place; of equal ones the raw form decides. */
function sortedNames(fields: JsonObject): readonly string[] {
  const names = Object.keys(fields).sort();
  if (names.every((name) => name === name.normalize('NFC'))) return names;
  const form = new Map(names.map((name) => [name, name.normalize('NFC')]));
  return names.sort((a, b) => textOrder(form.get(a) ?? a, form.get(b) ?? b));
}

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Length-prefixed NFC text; a lone surrogate, which UTF-8 cannot carry, is escaped under another mark. */
function text(raw: string): string {
  const normal = raw.normalize('NFC');
  if (normal.isWellFormed()) return `s${normal.length}:${normal}`;
  const escaped = JSON.stringify(normal);
  return `x${escaped.length}:${escaped}`;
}

/** The question as it enters keys. */
export const keyText = text;
