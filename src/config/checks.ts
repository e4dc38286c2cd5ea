import { type JsonObject, listOr, objectOr, stringOr } from '#core';
import { addressProblem, isLoopback } from './addresses.ts';
import { checkCache } from './cache-checks.ts';
import type { Draft } from './draft.ts';
import { checkUnique, type Findings } from './findings.ts';
import { type ConfigProblem, showPath } from './problems.ts';
import { checkProviders } from './provider-checks.ts';
import { checkRoutes } from './route-checks.ts';
import { showValue } from './secrets.ts';
import { checkVerify } from './verify-checks.ts';

/**
 * What one setting says about another. The checks read leniently, because they also run when the schema found problems:
 * all problems are told at once, and a part that is no good is somebody else's finding.
 */
export function crossChecks(
  draft: Draft,
  written: ReadonlyMap<string, string>,
): { problems: ConfigProblem[]; warnings: string[] } {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  const findings: Findings = {
    problem: (path, expected, value) => {
      const shown = value ?? showValue(path, written.get(showPath(path)) ?? draft.get(path));
      problems.push({ path: showPath(path), expected, value: shown, source: draft.sourceOf(path) });
    },
    warning: (path, sentence) => warnings.push(`${showPath(path)}: ${sentence} (${draft.sourceOf(path)})`),
  };
  const root = draft.root as JsonObject;
  checkAccess(root, findings);
  checkAuthKeys(root, findings);
  checkProviders(root, findings);
  checkRoutes(root, findings);
  checkCache(root, findings);
  checkVerify(root, findings);
  return { problems, warnings };
}

function checkAccess(root: JsonObject, { problem, warning }: Findings): void {
  const auth = objectOr(root.auth);
  const host = stringOr(objectOr(root.server).host, undefined);
  if (host === undefined) return;
  const address = addressProblem(host);
  if (address !== undefined) {
    problem(['server', 'host'], address);
    return;
  }

  const keyless = Array.isArray(auth.keys) && auth.keys.length === 0;
  if (!keyless && auth.open === 'always') {
    warning(['auth', 'open'], 'has no effect while auth.keys has keys');
  }
  if (!keyless) return;
  if (auth.open === 'never') warning(['auth', 'open'], 'nobody is served, because auth.keys is empty');
  if (isLoopback(host)) return;
  if (auth.open === 'loopback') {
    problem(
      ['server', 'host'],
      'a loopback address while there are no keys; set auth.keys, or auth.open to always to serve everybody who reaches the port',
    );
  }
  if (auth.open === 'always') {
    warning(['auth', 'open'], 'everybody who reaches the port is served, with the keys of the providers');
  }
}

function checkAuthKeys(root: JsonObject, findings: Findings): void {
  const keys = listOr(objectOr(root.auth).keys).map(objectOr);
  const at = (setting: string) =>
    keys.map((key, index) => [['auth', 'keys', index, setting], lowerCase(key[setting])] as const);
  const names = keys.map((key, index) => [['auth', 'keys', index, 'name'], key.name] as const);
  checkUnique(names, 'a name that no other key has', findings);
  checkUnique(at('hash'), 'a hash that no other key has', findings);
}

const lowerCase = (text: unknown) => (typeof text === 'string' ? text.toLowerCase() : text);
