import type { DialectId, Extension, JsonObject, JsonValue, Part, Role } from '#core';

/** What a request says beyond the canonical form, collected while it is read. */
export interface Extensions {
  readonly list: readonly Extension[];
  /** It may change the answer: another dialect has to refuse or to drop it. */
  readonly answer: (path: string) => void;
  /** Only the provider that made it can read it. */
  readonly state: (path: string, also?: DialectId) => void;
  /** It does not change the answer. */
  readonly none: (path: string) => void;
  /** Every field that is not `known` and says something. */
  readonly unknown: (object: JsonObject, known: ReadonlySet<string>, path: string) => void;
  /** Each of these fields that says something of another type than the canonical form carries. */
  readonly mistyped: (
    object: JsonObject,
    types: Readonly<Record<string, 'string' | 'boolean'>>,
    path: string,
  ) => void;
}

export function createExtensions(): Extensions {
  const list: Extension[] = [];
  const answer = (path: string): void => void list.push({ path, effect: 'answer' });
  return {
    list,
    answer,
    state: (path, also) =>
      void list.push(also === undefined ? { path, effect: 'state' } : { path, effect: 'state', also }),
    none: (path) => void list.push({ path, effect: 'none' }),
    unknown: (object, known, path) => {
      for (const field in object) {
        if (!known.has(field) && isSaid(object[field])) answer(path === '' ? field : `${path}.${field}`);
      }
    },
    mistyped: (object, types, path) => {
      for (const field in types) {
        if (isSaid(object[field]) && typeof object[field] !== types[field]) answer(`${path}.${field}`);
      }
    },
  };
}

/** Null counts as absent, as it does at the providers. */
export function isSaid(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}

/** Whether it is an empty list or object, or a word for "no": said, and without meaning. */
export function isNothing(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false || value === '' || value === 0;
}

/** Whether a text says anything to a reader. */
export function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** What the content of a turn may be in every dialect. */
const IN_CONTENT: Readonly<Record<Role, ReadonlySet<Part['type']>>> = {
  system: new Set(['text']),
  developer: new Set(['text']),
  user: new Set(['text', 'image', 'file', 'tool-result']),
  assistant: new Set(['text', 'refusal', 'reasoning', 'tool-call']),
  tool: new Set(['text']),
};

/** Names the parts of a content list that other dialects have no place for in such a turn. */
export function findMisplaced(role: Role, content: readonly Part[], path: string, found: Extensions): void {
  content.forEach(({ type }, i) => {
    if (!IN_CONTENT[role].has(type)) found.answer(`${path}[${i}]`);
  });
}
