import type { Draft } from './draft.ts';
import { fromText } from './from-text.ts';
import { type ConfigProblem, type Path, showPath } from './problems.ts';
import { allSettings, childNode, recordNode, rootNode, type SchemaNode } from './schema-node.ts';
import { suggest } from './suggest.ts';

/** Environment variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'REPRISE_';
/** Names that are short for a longer one. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  REPRISE_HOST: 'REPRISE_SERVER__HOST',
  REPRISE_PORT: 'REPRISE_SERVER__PORT',
  REPRISE_DATA_DIR: 'REPRISE_DATA_DIR',
  REPRISE_LOG_LEVEL: 'REPRISE_LOGS__LEVEL',
};
/** What Kubernetes puts into every pod next to a service named `reprise`. */
const SERVICE_LINK = /^REPRISE_([A-Z0-9_]+_)?(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP|SCTP))/;

/** The environment name of a path: `cache.maxEntries` is `REPRISE_CACHE__MAX_ENTRIES`. */
export function environmentName(path: readonly string[]): string {
  return PREFIX + path.map((step) => (step === '<name>' ? step : upperSnake(step))).join('__');
}

/** The short name of an environment name, if it has one. */
export function shortFormOf(name: string): string | undefined {
  return Object.keys(SHORT_FORMS).find((short) => SHORT_FORMS[short] === name && short !== name);
}

const upperSnake = (step: string) =>
  step
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toUpperCase();

/**
 * Puts the `REPRISE_…` variables over the draft, sections before what they hold. An empty variable counts as not set,
 * because that is what `${NAME:-}` in a compose file leaves behind.
 */
export function applyEnvironment(
  env: Environment,
  draft: Draft,
): { problems: ConfigProblem[]; warnings: string[] } {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  const settings: { path: Path; node: SchemaNode; name: string; text: string }[] = [];

  for (const [name, text] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.startsWith(PREFIX) || name === 'REPRISE_CONFIG' || text === undefined || text === '') continue;
    if (SERVICE_LINK.test(name)) continue;
    if (/^(tcp|udp|sctp):\/\//.test(text)) {
      warnings.push(`${name} is ignored: its value is what Kubernetes sets for a service of that name.`);
      continue;
    }
    const long = SHORT_FORMS[name] ?? name;
    if (long !== name && (env[long] ?? '') !== '') {
      warnings.push(`${name} is not used, because ${long} is set too.`);
      continue;
    }
    const found = settingNamed(long.slice(PREFIX.length).split('__'), draft);
    if (found !== undefined) settings.push({ ...found, name, text });
    else unknownName(name, problems, warnings);
  }

  settings.sort((a, b) => a.path.length - b.path.length);
  for (const { path, node, name, text } of settings) {
    const parsed = fromText(text, node);
    if (parsed.type === 'value') draft.set(path, parsed.value, `environment variable ${name}`);
    else {
      const source = `environment variable ${name}`;
      problems.push({ path: showPath(path), expected: parsed.expected, value: 'something else', source });
    }
  }
  return { problems, warnings };
}

/** The setting that the segments of a name stand for; a provider's name is the declared one, else in lower case with `-`. */
function settingNamed(
  segments: readonly string[],
  draft: Draft,
): { path: Path; node: SchemaNode } | undefined {
  const path: string[] = [];
  let node: SchemaNode = rootNode;
  for (const segment of segments) {
    const known: string | undefined = Object.keys(node.properties ?? {}).find(
      (key) => upperSnake(key) === segment,
    );
    const step = known ?? (recordNode(node) === undefined ? undefined : freeName(segment, draft.get(path)));
    const child = step === undefined ? undefined : childNode(node, step);
    if (step === undefined || child === undefined) return undefined;
    path.push(step);
    node = child;
  }
  return { path, node };
}

function freeName(segment: string, declared: unknown): string | undefined {
  if (!/^[A-Z0-9][A-Z0-9_]*$/.test(segment)) return undefined;
  const names = typeof declared === 'object' && declared !== null ? Object.keys(declared) : [];
  return names.find((name) => upperSnake(name) === segment) ?? segment.toLowerCase().replaceAll('_', '-');
}

/** A near miss of a setting is a problem; any other `REPRISE_…` may belong to somebody else and is only mentioned. */
function unknownName(name: string, problems: ConfigProblem[], warnings: string[]): void {
  const all = allSettings();
  const settings = all.filter(({ path }) => !path.includes('[]')).map(({ path }) => environmentName(path));
  const names = [...Object.keys(SHORT_FORMS), ...settings];
  // without the prefix, which all of them share and which would make any two of them look alike
  const near = suggest(
    name.slice(PREFIX.length),
    names.map((known) => known.slice(PREFIX.length)),
  );
  if (!name.includes('__') && near === undefined) {
    warnings.push(`${name} is ignored: it is not the name of a setting.`);
    return;
  }
  const list = all.find(
    ({ path, node }) => node.items !== undefined && name.startsWith(`${environmentName(path)}__`),
  );
  const hint = near === undefined ? '' : `; did you mean ${PREFIX}${near}?`;
  const expected =
    list === undefined
      ? `the name of a setting${hint}`
      : `the whole list as JSON in ${environmentName(list.path)}`;
  problems.push({ path: name, expected, value: 'an unknown name', source: `environment variable ${name}` });
}
