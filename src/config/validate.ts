import { Ajv, type ErrorObject } from 'ajv';
import type { Draft } from './draft.ts';
import { type ConfigProblem, type Path, showPath } from './problems.ts';
import { allSettings, expectation, nodeAt, rootNode, type SchemaNode } from './schema-node.ts';
import { showValue } from './secrets.ts';
import { didYouMean, fold } from './suggest.ts';

/** Holds the draft against the schema and fills in the defaults. One problem per path, the most telling one. */
export function validate(draft: Draft, written: ReadonlyMap<string, string>): readonly ConfigProblem[] {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: false });
  const check = ajv.compile(rootNode);
  if (check(draft.root)) return [];

  const findings = (check.errors ?? [])
    .map((error) => findingOf(error, draft))
    .filter((found) => found !== undefined);
  // a section whose `type` is not available yet has settings of its own, which are no second problem
  const unavailable = findings.filter((found) => found.unavailable).map((found) => found.path.slice(0, -1));
  const problems = new Map<string, ConfigProblem>();
  for (const { path, expected, value, unknown } of findings) {
    const parent = showPath(path.slice(0, -1));
    if (unknown && unavailable.some((section) => showPath(section) === parent)) continue;
    const shown = showPath(path);
    if (problems.has(shown)) continue;
    const text = written.get(shown);
    const found = text === undefined ? value : showValue(path, text);
    problems.set(shown, { path: shown, expected, value: found, source: draft.sourceOf(path) });
  }
  return [...problems.values()];
}

interface Finding {
  readonly path: Path;
  readonly expected: string;
  readonly value: string;
  readonly unknown: boolean;
  /** A `type` or `mode` that names something of a later release. */
  readonly unavailable: boolean;
}

function findingOf(error: ErrorObject, draft: Draft): Finding | undefined {
  const parent = stepsOf(error.instancePath, draft);
  const plain = { unknown: false, unavailable: false };
  if (error.keyword === 'additionalProperties') {
    const path = [...parent, String(error.params.additionalProperty)];
    return {
      ...plain,
      path,
      expected: knownSetting(path),
      value: showValue(path, draft.get(path)),
      unknown: true,
    };
  }
  if (error.keyword === 'required') {
    const missing = String(error.params.missingProperty);
    const node = nodeAt([...parent, missing]);
    return {
      ...plain,
      path: [...parent, missing],
      expected: node ? expectation(node) : 'a value',
      value: 'nothing',
    };
  }
  if (error.keyword === 'propertyNames') {
    const path = [...parent, String(error.params.propertyName)];
    return {
      ...plain,
      path,
      expected: 'a name of letters, digits, dots, _ and -',
      value: JSON.stringify(path.at(-1)),
    };
  }
  if (error.propertyName !== undefined) return undefined; // the reason of a `propertyNames` error
  const node = (error.parentSchema ?? {}) as SchemaNode;
  const later = laterOf(node, error.data);
  const value = showValue(parent, error.data);
  const expected = later ? `${expectation(node)}; ${later}` : expectation(node);
  const selects = parent.at(-1) === 'type' || parent.at(-1) === 'mode';
  return { ...plain, path: parent, expected, value, unavailable: later !== undefined && selects };
}

/** The end of a sentence about a value that a later release accepts, or undefined where it is just wrong. */
function laterOf(node: SchemaNode, value: unknown): string | undefined {
  const known =
    node.laterValues === undefined || (typeof value === 'string' && node.laterValues.includes(value));
  return node.later !== undefined && known ? `not available yet: ${node.later}` : undefined;
}

function knownSetting(path: Path): string {
  const name = String(path.at(-1));
  const siblings = Object.keys(nodeAt(path.slice(0, -1))?.properties ?? {});
  const near = didYouMean(name, siblings);
  if (near !== '') return `a known setting${near}`;
  const elsewhere = allSettings().filter((setting) => fold(setting.path.at(-1) ?? '') === fold(name));
  const [only] = elsewhere;
  if (only !== undefined && elsewhere.length === 1)
    return `a known setting; did you mean ${showPath(only.path)}?`;
  return `a known setting: ${siblings.join(', ')}`;
}

/** The steps of a JSON pointer; a number is a step into a list only where the draft has a list. */
function stepsOf(pointer: string, draft: Draft): Path {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const step = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(draft.get(path)) ? Number(step) : step);
  }
  return path;
}
