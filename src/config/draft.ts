import { isJsonObject } from '#core';
import type { Path } from './problems.ts';

/** A plain object that is being filled. */
export type Fields = Record<string, unknown>;

/** The configuration while its layers are put together; it remembers where each value came from. */
export interface Draft {
  readonly root: Fields;
  /** The value at a path, or undefined. */
  readonly get: (path: Path) => unknown;
  /** Sets a value, replacing whatever the layers below had there. */
  readonly set: (path: Path, value: unknown, source: string) => void;
  /** Where the value at a path, or its nearest parent, came from. */
  readonly sourceOf: (path: Path) => string;
}

/** A draft over what the file says; `locate` names the place of a path in that file. */
export function createDraft(root: Fields, locate: (path: Path) => string | undefined): Draft {
  const sources = new Map<string, string>();
  const key = (path: Path) => JSON.stringify(path);

  const get = (path: Path) => {
    let value: unknown = root;
    for (const step of path) value = childOf(value, step);
    return value;
  };

  const set = (path: Path, value: unknown, source: string) => {
    let parent = root;
    for (const step of path.slice(0, -1)) {
      const child = childOf(parent, step);
      const next: Fields = isFields(child) ? child : {};
      if (next !== child) put(parent, step, next);
      parent = next;
    }
    put(parent, path.at(-1) ?? '', value);
    const below = `${key(path).slice(0, -1)},`;
    for (const known of sources.keys()) if (known.startsWith(below)) sources.delete(known);
    sources.set(key(path), source);
  };

  const sourceOf = (path: Path) => {
    // A later layer replaced all that the file had below it, so the nearest layer is asked before the file.
    for (let length = path.length; length > 0; length--) {
      const source = sources.get(key(path.slice(0, length)));
      if (source !== undefined) return source;
    }
    for (let length = path.length; length > 0; length--) {
      const place = locate(path.slice(0, length));
      if (place !== undefined) return place;
    }
    return locate([]) ?? 'default';
  };

  return { root, get, set, sourceOf };
}

const isFields = (value: unknown): value is Fields => isJsonObject(value);

function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  return isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function put(parent: Fields, step: string | number, value: unknown): void {
  // `__proto__` as a plain assignment would change the prototype instead of being refused as an unknown setting
  Object.defineProperty(parent, step, { value, writable: true, enumerable: true, configurable: true });
}
