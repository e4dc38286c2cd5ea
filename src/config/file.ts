import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { isJsonObject } from '#core';
import type { Fields } from './draft.ts';
import type { ConfigProblem, Path } from './problems.ts';

const NAMES = ['reprise.config.yaml', 'reprise.config.yml', 'reprise.config.json'];

/** What the configuration file says; without a file `root` is empty and `path` undefined. */
export interface ConfigFile {
  readonly path: string | undefined;
  readonly root: Fields;
  /** File, line and column of a path; undefined where the file does not have it. */
  readonly locate: (path: Path) => string | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

/** A new one each time, because its `root` is filled by the layers above. */
const noFile = (): ConfigFile => ({
  path: undefined,
  root: {},
  locate: () => undefined,
  problems: [],
  warnings: [],
});

/** Finds and parses the configuration file. What is wrong with it is returned, never thrown. */
export function readConfigFile(cwd: string, named: string | undefined, namedBy: string): ConfigFile {
  if (named !== undefined) return parseFile(cwd, resolve(cwd, named), namedBy);
  const found = NAMES.filter((name) => existsSync(join(cwd, name)));
  const [first, ...others] = found;
  if (first === undefined) return noFile();
  const file = parseFile(cwd, join(cwd, first), 'the working directory');
  return { ...file, warnings: others.map((name) => `${name} is ignored, because ${first} was read.`) };
}

function parseFile(cwd: string, path: string, namedBy: string): ConfigFile {
  const label = labelOf(cwd, path);
  const failed = (problems: readonly ConfigProblem[]): ConfigFile => ({ ...noFile(), path, problems });
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    const value = reasonOf(thrown);
    return failed([{ path: label, expected: 'a file that can be read', value, source: namedBy }]);
  }

  const lines = new LineCounter();
  // prettyErrors would quote the lines around an error, and these may hold a secret
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${label}:${line}:${col}`;
  };
  const problems = label.endsWith('.json')
    ? jsonProblems(text, label)
    : yamlProblems(document, label, placeOf);
  if (problems.length > 0) return failed(problems);

  let root: unknown;
  try {
    root = document.errors.length > 0 ? JSON.parse(text) : document.toJS({ maxAliasCount: 100 });
  } catch {
    return failed([
      { path: label, expected: 'aliases that can be resolved', value: 'others', source: label },
    ]);
  }
  if (root === null || root === undefined) root = {};
  if (!isJsonObject(root)) {
    return failed([{ path: label, expected: 'a mapping of settings', value: kindOf(root), source: label }]);
  }
  const locate = (steps: Path) => (steps.length === 0 ? label : locateIn(document, steps, placeOf));
  return { path, root: { ...root }, locate, problems: [], warnings: [] };
}

function yamlProblems(
  document: Document,
  label: string,
  placeOf: (offset: number) => string,
): ConfigProblem[] {
  return document.errors.map((error) => ({
    path: label,
    expected: 'valid YAML',
    value: withoutQuotes(error.message),
    source: placeOf(error.pos[0]),
  }));
}

/** YAML would accept more than JSON does, so a `.json` file is held to JSON; the parser's words may quote a secret. */
function jsonProblems(text: string, label: string): ConfigProblem[] {
  try {
    if (text.trim() !== '') JSON.parse(text);
    return [];
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : '';
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, offset).split('\n');
    const source = `${label}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    return [{ path: label, expected: 'valid JSON', value: 'a syntax error', source }];
  }
}

/** The place of the key (of a mapping) or the element (of a list) that a path ends at. */
function locateIn(document: Document, path: Path, placeOf: (offset: number) => string): string | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range == null ? undefined : placeOf(range[0]);
  }
  const node = document.getIn(path, true);
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? placeOf(range[0]) : undefined;
}

function labelOf(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The parser's sentence up to what it quotes from the file, which may be a secret. */
const withoutQuotes = (message: string) =>
  message.startsWith('Missing closing')
    ? 'a quote that is not closed'
    : (message.split(/["':]/)[0] ?? '').trim();

const kindOf = (value: unknown) => (Array.isArray(value) ? 'a list' : `a ${typeof value}`);

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'an error';
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EACCES: 'no permission to read it',
    EISDIR: 'a folder',
  };
  return reasons[code] ?? code;
}
