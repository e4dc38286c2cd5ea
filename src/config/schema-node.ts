import type { Path } from './problems.ts';
import { configSchema } from './schema.ts';

/** The configuration's JSON schema as data: the keywords that `schema.ts` uses, and nothing else. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string | number | null;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly secret?: boolean | 'credentials';
  readonly later?: string;
  readonly laterValues?: readonly string[];
  readonly derived?: string;
  readonly expected?: string;
}

/** TypeBox's types leave out its own annotations and ours, so this is where they are named. */
export const rootNode = configSchema as unknown as SchemaNode;

/** The schema of whatever a mapping with free names (`providers`) holds; undefined for any other node. */
export function recordNode(node: SchemaNode): SchemaNode | undefined {
  return Object.values(node.patternProperties ?? {})[0];
}

/** The schema one step below; undefined where the schema knows no such step. */
export function childNode(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  if (node.properties !== undefined && Object.hasOwn(node.properties, step)) return node.properties[step];
  return recordNode(node);
}

/** The schema at a path; undefined where the schema does not know the path. */
export function nodeAt(path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = rootNode;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = childNode(node, step);
  }
  return node;
}

/** Whether the node, or anything below it, is a secret. */
export function holdsSecret(node: SchemaNode): boolean {
  if (node.secret !== undefined && node.secret !== false) return true;
  const below = [...Object.values(node.properties ?? {}), recordNode(node), node.items];
  return below.some((child) => child !== undefined && holdsSecret(child));
}

/** One setting of the schema. `path` has `<name>` for a free name and `[]` for a list's element. */
export interface Setting {
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/** All settings, sections and lists included, in the schema's order. */
export function allSettings(node: SchemaNode = rootNode, path: readonly string[] = []): readonly Setting[] {
  const here: Setting[] = path.length === 0 ? [] : [{ path, node }];
  const record = recordNode(node);
  const below = [
    ...Object.entries(node.properties ?? {}),
    ...(record === undefined ? [] : [['<name>', record] as const]),
    ...(node.items?.properties === undefined ? [] : [['[]', node.items] as const]),
  ];
  return [...here, ...below.flatMap(([step, child]) => allSettings(child, [...path, step]))];
}

/** What the node accepts, as a phrase that follows "expected". */
export function expectation(node: SchemaNode): string {
  if (node.expected !== undefined) return node.expected;
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) {
    return node.enum.length === 1 ? String(node.enum[0]) : `one of ${node.enum.join(', ')}`;
  }
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  return types.map((type) => phraseOf(type, node)).join(' or ');
}

function phraseOf(type: string, node: SchemaNode): string {
  if (type === 'integer') return `a whole number${rangeOf(node)}`;
  if (type === 'number') return `a number${rangeOf(node)}`;
  if (type === 'string') return 'a text that is not empty';
  if (type === 'array' && node.maxItems === 0) return 'an empty list';
  if (type === 'array') return node.minItems === 1 ? 'a list with at least one element' : 'a list';
  if (type === 'object') return 'a mapping of settings';
  return type;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  return exclusiveMinimum === undefined
    ? ` from ${minimum} to ${maximum}`
    : ` above ${exclusiveMinimum} and up to ${maximum}`;
}
