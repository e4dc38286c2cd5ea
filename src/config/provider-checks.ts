import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, listOr, objectOr } from '#core';
import { isLoopback } from './addresses.ts';
import { checkUnique, checkWeights, type Findings } from './findings.ts';
import type { Path } from './problems.ts';

/** Holds each provider's address and keys against what they can mean. */
export function checkProviders(root: JsonObject, findings: Findings): void {
  for (const [name, provider] of Object.entries(objectOr(root.providers))) {
    if (isJsonObject(provider)) checkProvider(name, provider, root, findings);
  }
}

function checkProvider(name: string, provider: JsonObject, root: JsonObject, findings: Findings): void {
  const path = ['providers', name];
  const { type } = provider;
  if ((name === 'openai' || name === 'anthropic') && typeof type === 'string' && type !== name) {
    findings.problem(
      [...path, 'type'],
      `${name}, as the provider of that name; use another name for another type`,
    );
  }
  checkBaseUrl([...path, 'baseUrl'], provider, root, findings);

  const keys = listOr(provider.keys).map(objectOr);
  const names = keys.map((key, index) => [[...path, 'keys', index, 'name'], key.name] as const);
  checkUnique(names, 'a name that no other key of the provider has', findings);
  checkWeights([...path, 'keys'], keys, findings);
  const own = new Set(
    listOr(objectOr(root.auth).keys).map((key) => String(objectOr(key).hash).toLowerCase()),
  );
  keys.forEach(({ value }, index) => {
    if (typeof value !== 'string') return;
    const valuePath = [...path, 'keys', index, 'value'];
    // anything else cannot stand in a header, and would fail each request instead of the start
    if (!/^[\x21-\x7e]*$/.test(value)) findings.problem(valuePath, 'a key without spaces and line breaks');
    if (own.has(`sha256:${createHash('sha256').update(value).digest('hex')}`)) {
      findings.problem(valuePath, "the provider's key, not a key of this gateway");
    }
  });
}

function checkBaseUrl(path: Path, provider: JsonObject, root: JsonObject, findings: Findings): void {
  const text = provider.baseUrl;
  if (typeof text !== 'string' || text === '') return;
  const expected = expectedUrl(URL.parse(text), provider.type, objectOr(root.server).port);
  if (expected !== undefined) findings.problem(path, expected);
}

/** What a base URL should have been, as a phrase that follows "expected"; undefined for a good one. */
function expectedUrl(url: URL | null, type: unknown, ownPort: unknown): string | undefined {
  if (url === null || !/^https?:$/.test(url.protocol)) return 'a URL that begins with http:// or https://';
  if (url.username !== '' || url.password !== '') {
    return 'a URL without user name and password; a key belongs into keys';
  }
  if (url.search !== '' || url.hash !== '') return 'a URL without ? and #';

  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
  const here = isLoopback(url.hostname) || url.hostname === '0.0.0.0' || url.hostname === '[::]';
  // an application's own OPENAI_BASE_URL, which points here, is easily inherited: each request would call itself
  if (here && port === ownPort) return 'the address of a provider; this is the address of the gateway itself';

  const version = /\/v1\/?$/.test(url.pathname);
  if (type === 'anthropic' && version) return 'a URL without /v1 at its end; it is added to each request';
  if (type === 'openai' && url.hostname === 'api.openai.com' && !version) return 'a URL with /v1 at its end';
  return undefined;
}
