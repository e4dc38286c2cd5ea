/** One member of a `Cache-Status` list (RFC 9211): the cache's name and its parameters. */
export interface CacheStatus {
  readonly cache: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

// Structured fields, RFC 9651 sections 3 and 4, as far as RFC 9211 uses them.
const TOKEN = /^[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*/;
const STRING = /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/;
const INTEGER = /^-?\d{1,15}/;
const BOOLEAN = /^\?[01]/;
const KEY = /^[a-z*][a-z0-9_\-.*]*/;

/** Which kind of value RFC 9211 section 2 gives each parameter. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  hit: ['boolean'],
  fwd: ['token'],
  'fwd-status': ['integer'],
  ttl: ['integer'],
  stored: ['boolean'],
  collapsed: ['boolean'],
  key: ['string'],
  detail: ['token', 'string'],
};
const FORWARD_REASONS = new Set([
  'bypass',
  'method',
  'uri-miss',
  'vary-miss',
  'miss',
  'request',
  'stale',
  'partial',
]);

/** Reads the header's only member strictly. @throws where the header breaks a rule of RFC 9211 */
export function parseCacheStatus(header: string | null | undefined): CacheStatus {
  if (!header) throw new Error('there is no Cache-Status');
  let rest = header;
  const take = (pattern: RegExp, what: string): string => {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) throw new Error(`${what} expected at «${rest}» in «${header}»`);
    rest = rest.slice(found.length);
    return found;
  };
  const cache = rest.startsWith('"') ? take(STRING, 'a string') : take(TOKEN, 'a token');
  const parameters: Record<string, string | number | boolean> = {};
  while (rest !== '') {
    take(/^; */, 'a semicolon');
    const name = take(KEY, 'a key');
    if (name in parameters) throw new Error(`${name} stands twice in «${header}»`);
    const { kind, value } = rest.startsWith('=') ? bareItem(take) : { kind: 'boolean', value: true };
    if (!(KINDS[name] ?? []).includes(kind)) throw new Error(`${name} is a ${kind} in «${header}»`);
    parameters[name] = value;
  }
  if ('hit' in parameters && 'fwd' in parameters) throw new Error(`both hit and fwd in «${header}»`);
  if ('fwd' in parameters && !FORWARD_REASONS.has(String(parameters.fwd))) {
    throw new Error(`«${parameters.fwd}» is no reason to forward`);
  }
  return { cache, parameters };
}

type Take = (pattern: RegExp, what: string) => string;

function bareItem(take: Take): { kind: string; value: string | number | boolean } {
  take(/^=/, 'an equals sign');
  const text = take(
    new RegExp([STRING, BOOLEAN, INTEGER, TOKEN].map(({ source }) => `(?:${source})`).join('|')),
    'a value',
  );
  if (text.startsWith('"')) return { kind: 'string', value: text.slice(1, -1).replace(/\\(.)/g, '$1') };
  if (text.startsWith('?')) return { kind: 'boolean', value: text === '?1' };
  if (/^-?\d/.test(text)) return { kind: 'integer', value: Number(text) };
  return { kind: 'token', value: text };
}
