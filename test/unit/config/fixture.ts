import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type ConfigProblem, type LoadedConfig, loadConfig } from '../../../src/config/index.ts';

export interface Given {
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

export const HASH = `sha256:${'ab'.repeat(32)}`;

/** A folder of its own that holds the given files. */
export function folder({ yaml, files = {} }: Given): string {
  const cwd = mkdtempSync(join(tmpdir(), 'reprise-config-'));
  const all = yaml === undefined ? files : { ...files, 'reprise.config.yaml': yaml };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(cwd, name), text);
  return cwd;
}

export function load(given: Given = {}): LoadedConfig {
  const { env = {}, overrides = {} } = given;
  return loadConfig({ env, cwd: folder(given), overrides });
}

/** The problems of a configuration that has to have some. */
export function problemsOf(given: Given): readonly ConfigProblem[] {
  try {
    load(given);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
  throw new Error('this configuration was accepted');
}

/** The only problem of a configuration. */
export function problemOf(given: Given): ConfigProblem {
  const problems = problemsOf(given);
  const [only] = problems;
  if (only === undefined || problems.length > 1) throw new Error(JSON.stringify(problems, undefined, 1));
  return only;
}
