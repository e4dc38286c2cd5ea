import { isJsonObject, type JsonObject } from '#core';
import type { Config } from './config.ts';
import type { Path } from './problems.ts';
import { childNode, holdsSecret, nodeAt, rootNode, type SchemaNode } from './schema-node.ts';

const HIDDEN = '(hidden)';
const SECRET_NAME = /key|secret|token|passw|credential|auth|hash/i;
/** How the common providers' keys begin: a key that was pasted into the wrong place is still a key. */
const SECRET_LOOK = /^(sk|pk|rk|gsk|xai|rp|Bearer)[-_ ]|^AIza|^eyJ/;
const LONGEST_SHOWN = 80;

/** The configuration for printing: every secret replaced by `(hidden)`, everything else as it is. */
export function secretsHidden(config: Config): JsonObject {
  const copy = hide(config, rootNode);
  return isJsonObject(copy) ? copy : {};
}

function hide(value: unknown, node: SchemaNode | undefined): unknown {
  if (node?.secret === true) return value === null ? null : HIDDEN;
  if (node?.secret === 'credentials') return typeof value === 'string' ? withoutCredentials(value) : value;
  if (Array.isArray(value)) return value.map((element) => hide(element, node?.items));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, hide(child, node && childNode(node, key))]),
  );
}

/** A wrong value for display. It is hidden wherever a secret belongs, or where its name or look says that it is one. */
export function showValue(path: Path, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (typeof value !== 'string') return String(value);
  if (mayBeSecret(path, value)) return HIDDEN;
  const shown = JSON.stringify(value.replace(/\/\/[^/@\s]*@/, `//${HIDDEN}@`));
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
}

/** The URL without user and password; hidden as a whole where it is none, because nobody knows what it is. */
function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url || !text.includes('://')) return HIDDEN;
  if ([...url.searchParams.keys()].some((name) => SECRET_NAME.test(name))) return HIDDEN;
  if (url.username === '' && url.password === '') return text;
  return text.replace(/:\/\/[^/]*@/, `://${HIDDEN}@`);
}

function mayBeSecret(path: Path, value: string): boolean {
  if (SECRET_LOOK.test(value)) return true;
  const node = nodeAt(path);
  if (node?.secret === 'credentials') return withoutCredentials(value) === HIDDEN;
  if (node !== undefined) return holdsSecret(node);
  return path[0] === 'auth' || path[0] === 'providers' || SECRET_NAME.test(String(path.at(-1)));
}
