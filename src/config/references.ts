import { isJsonObject } from '#core';
import type { Draft } from './draft.ts';
import type { Environment } from './environment.ts';
import { fromText } from './from-text.ts';
import { type ConfigProblem, type Path, showPath } from './problems.ts';
import { nodeAt } from './schema-node.ts';

const REFERENCE = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface Resolved {
  readonly problems: readonly ConfigProblem[];
  /** Names of the variables that references used. */
  readonly names: ReadonlySet<string>;
  /** Paths whose value came out of a reference, with the text that was written: shown in place of the value. */
  readonly written: ReadonlyMap<string, string>;
}

/** Replaces every `${env:NAME}` in the draft's texts. A missing variable is a problem; its text stays as written. */
export function resolveReferences(draft: Draft, env: Environment): Resolved {
  const problems: ConfigProblem[] = [];
  const names = new Set<string>();
  const written = new Map<string, string>();

  const resolveText = (text: string, path: Path): unknown => {
    let failed = false;
    const resolved = text.replaceAll(REFERENCE, (reference, inside: string) => {
      const missing = problemOf(inside, env);
      if (missing === undefined) {
        names.add(inside.slice(4));
        return env[inside.slice(4)]?.trim() ?? '';
      }
      failed = true;
      problems.push({ path: showPath(path), value: reference, source: draft.sourceOf(path), ...missing });
      return reference;
    });
    if (resolved === text && !failed) return text;
    written.set(showPath(path), text);
    const node = nodeAt(path);
    const parsed = failed || node === undefined ? undefined : fromText(resolved, node);
    return parsed?.type === 'value' ? parsed.value : resolved;
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return resolveText(value, path);
    if (Array.isArray(value)) return value.map((element, index) => walk(element, [...path, index]));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, walk(child, [...path, key])]),
    );
  };

  for (const [key, value] of Object.entries(draft.root)) {
    if (key !== '__proto__') draft.root[key] = walk(value, [key]);
  }
  return { problems, names, written };
}

function problemOf(inside: string, env: Environment): { expected: string; value?: string } | undefined {
  const name = inside.startsWith('env:') ? inside.slice(4) : undefined;
  if (name === undefined || !NAME.test(name)) {
    // what stands between the braces is not repeated: with a forgotten `env:` it may be the key itself
    return {
      expected: 'a reference of the form $' + '{env:NAME}; others are not available yet',
      value: 'another one',
    };
  }
  if ((env[name]?.trim() ?? '') === '')
    return { expected: `the environment variable ${name} to be set and not empty` };
  return undefined;
}
