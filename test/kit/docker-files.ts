import { readFileSync } from 'node:fs';

/** One instruction of a Dockerfile, its continued lines joined: `{ name: 'RUN', rest: 'npm ci' }`. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The stages of the Dockerfile in order, arguments that stand before the first one filled in; each begins with its FROM. */
export function readStages(): readonly (readonly Instruction[])[] {
  const lines = readFileSync('Dockerfile', 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Instruction[][] = [];
  const globals = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      stages.push([{ name, rest: rest.replaceAll(/\$\{(\w+)\}/g, (_all, key) => globals.get(key) ?? '') }]);
    } else if (stages.length > 0) stages.at(-1)?.push({ name, rest });
    else if (name === 'ARG') globals.set(rest.split('=')[0] ?? '', rest.split('=')[1] ?? '');
  }
  return stages;
}

/**
 * Whether .dockerignore lets a file through, for the kind of file it is: everything is out (`*`), but what is let in
 * by name (`!src`), but what is out again by a pattern. The last line that speaks of a path decides.
 */
export function reachesBuilder(path: string): boolean {
  let reaches = true;
  for (const line of readFileSync('.dockerignore', 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const pattern = line.replace(/^!/, '');
    if (parents(path).some((parent) => patternRegExp(pattern).test(parent))) reaches = line.startsWith('!');
  }
  return reaches;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`: a folder that is left out takes with it what is in it. */
const parents = (path: string): readonly string[] =>
  path.split('/').map((_step, index, steps) => steps.slice(0, index + 1).join('/'));

const patternRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll('.', '\\.')
      .replaceAll('**/', '(?:.+/)?')
      .replaceAll(/(?<!\))\*/g, '[^/]*')}$`,
  );
