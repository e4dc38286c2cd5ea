import { type JsonObject, listOr, objectOr } from '#core';
import type { Findings } from './findings.ts';
import type { Path } from './problems.ts';
import { BUNDLED_MODEL } from './schema.ts';
import { nodeAt } from './schema-node.ts';
import { suggest } from './suggest.ts';

/** Where each part of the cache may be, and how the address of a service begins; `null` is inside this process. */
const SERVICES: Readonly<Record<'vectors' | 'entries' | 'queue', Readonly<Record<string, RegExp | null>>>> = {
  vectors: { memory: null, weaviate: /^https?:$/, pgvector: /^postgres(ql)?:$/ },
  entries: { sqlite: null, redis: /^rediss?:$/, postgres: /^postgres(ql)?:$/ },
  queue: { memory: null, bullmq: /^rediss?:$/ },
};
const EXAMPLES: Readonly<Record<string, string>> = {
  weaviate: 'http://127.0.0.1:8080',
  pgvector: 'postgres://user:password@127.0.0.1/reprise',
  postgres: 'postgres://user:password@127.0.0.1/reprise',
  redis: 'redis://127.0.0.1:6379',
  bullmq: 'redis://127.0.0.1:6380',
};
const PROVIDERS: readonly string[] = ['openai', 'openai-compatible', 'cohere', 'gemini'];
/** A provider's embedding takes one to a few tenths of a second; a shorter lookup would never wait for it. */
const REMOTE_LOOKUP_MS = 300;

type Part = 'vectors' | 'entries' | 'queue' | 'embedder';

/** Holds the parts of the cache against each other: which of them work together, and what each needs. */
export function checkCache(root: JsonObject, findings: Findings): void {
  const cache = objectOr(root.cache);
  const isMeant = (part: Part, setting: string) => isMisspelt(part, objectOr(cache[part]), setting);
  /** A misspelt setting is the schema's finding: that its value is then missing is no second one. */
  const of = (part: Part): Findings => ({
    ...findings,
    problem: (path, ...told) => {
      if (!isMeant(part, String(path.at(-1)))) findings.problem(path, ...told);
    },
  });
  for (const part of ['vectors', 'entries', 'queue'] as const)
    if (!isMeant(part, 'type')) checkService(part, objectOr(cache[part]), of(part));
  if (!(['vectors', 'entries', 'queue'] as const).some((part) => isMeant(part, 'type'))) {
    checkWorkers(cache, findings);
    checkRedisRoles(cache, findings);
    checkTenants(root, cache, findings);
  }
  if (!isMeant('embedder', 'type')) checkEmbedder(root, cache, of('embedder'));
}

/** Whether a setting that nobody knows is likely this one. */
function isMisspelt(part: Part, settings: JsonObject, setting: string): boolean {
  const known = Object.keys(nodeAt(['cache', part])?.properties ?? {});
  return Object.keys(settings).some((name) => !known.includes(name) && suggest(name, known) === setting);
}

function checkService(part: keyof typeof SERVICES, settings: JsonObject, { problem }: Findings): void {
  const { type, url } = settings;
  const protocol = typeof type === 'string' ? SERVICES[part][type] : undefined;
  if (protocol === undefined) return; // an unknown type is the schema's finding
  const path: Path = ['cache', part, 'url'];
  const hasUrl = typeof url === 'string' && url !== '';
  if (protocol === null) {
    if (hasUrl) problem(path, `nothing, because ${part} of type ${type} are in this process`);
    return;
  }
  const example = EXAMPLES[String(type)] ?? '';
  if (!hasUrl) problem(path, `the address of the service, such as ${example}`);
  else if (!protocol.test(URL.parse(url)?.protocol ?? '')) {
    problem(
      path,
      `a URL that begins with ${example.slice(0, example.indexOf('//') + 2)}, such as ${example}`,
    );
  } else if (type === 'weaviate' && hasUnused(url)) {
    problem(
      path,
      `an address without user, ? and #, which would not be used, such as ${example}; a key goes into cache.vectors.apiKey`,
    );
  }
}

/** What an address of Weaviate may not have: its client takes host, port and path. */
function hasUnused(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && [url.username, url.password, url.search, url.hash].some((part) => part !== '');
}

/** Whether vectors and entries are where other processes reach them. */
export function isShared(cache: JsonObject): boolean {
  const inProcess = (part: 'vectors' | 'entries') => {
    const { type } = objectOr(cache[part]);
    return typeof type !== 'string' || SERVICES[part][type] === null;
  };
  return !inProcess('vectors') && !inProcess('entries');
}

function checkWorkers(cache: JsonObject, { problem, warning }: Findings): void {
  const { type, workers } = objectOr(cache.queue);
  const path: Path = ['cache', 'queue', 'workers'];
  if (workers === undefined) return;
  if (type === 'memory') warning(path, 'has no effect while writes wait in this process');
  else if (workers === 'separate' && !isShared(cache)) {
    problem(
      path,
      'gateway, because workers in processes of their own cannot reach vectors or answers inside this one; set cache.vectors.type and cache.entries.type to services for separate workers',
    );
  }
}

function checkRedisRoles(cache: JsonObject, { warning }: Findings): void {
  const entries = objectOr(cache.entries);
  const queue = objectOr(cache.queue);
  if (entries.type !== 'redis' || queue.type !== 'bullmq') return;
  const server = (url: unknown) => (typeof url === 'string' ? URL.parse(url)?.host : undefined);
  if (server(entries.url) !== undefined && server(entries.url) === server(queue.url)) {
    warning(
      ['cache', 'queue', 'url'],
      'is the Redis that keeps the answers: a queue must not lose jobs (noeviction) and a cache wants to evict (allkeys-lfu), so give each a server of its own',
    );
  }
}

/** Without keys of its own a gateway names tenants by a secret; two secrets, two tenants, and nothing is shared. */
function checkTenants(root: JsonObject, cache: JsonObject, { warning }: Findings): void {
  const { keys, secret } = objectOr(root.auth);
  const { type } = objectOr(cache.entries);
  if (type !== 'redis' && type !== 'postgres') return;
  if (listOr(keys).length > 0 || typeof secret === 'string' || cache.scope === 'global') return;
  warning(
    ['auth', 'secret'],
    'is not set: each gateway tells clients apart by a secret of its own, so gateways do not share their answers; set the same secret, or auth.keys, for all of them',
  );
}

function checkEmbedder(root: JsonObject, cache: JsonObject, { problem, warning }: Findings): void {
  const embedder = objectOr(cache.embedder);
  const { type, model, baseUrl, apiKey } = embedder;
  const at = (setting: string): Path => ['cache', 'embedder', setting];
  const isSet = (value: unknown) => value !== undefined && value !== null;
  if (model !== BUNDLED_MODEL && !isSet(cache.bound) && typeof model === 'string') {
    warning(
      ['cache', 'bound'],
      `the bundled bound was measured with ${BUNDLED_MODEL}: set the bound for ${model}`,
    );
  }
  if (type === 'local') {
    for (const setting of ['baseUrl', 'apiKey', 'dimensions', 'maxTokens']) {
      if (isSet(embedder[setting]))
        problem(at(setting), 'nothing, because the embedder is a model in this process');
    }
    return;
  }
  if (typeof type !== 'string' || !PROVIDERS.includes(type)) return;
  if (model === BUNDLED_MODEL) problem(at('model'), `the name of an embedding model of ${type}`);
  if (isSet(baseUrl) && !/^https?:$/.test(URL.parse(String(baseUrl))?.protocol ?? '')) {
    problem(at('baseUrl'), 'a URL that begins with http:// or https://');
  }
  if (type === 'openai-compatible' && !isSet(baseUrl)) {
    problem(at('baseUrl'), 'the address of the endpoint, such as http://127.0.0.1:11434/v1');
  }
  if (!isSet(apiKey) && needsKey(type, root)) {
    const or = type === 'openai' ? ', or one in providers.openai.keys' : '';
    problem(at('apiKey'), `a key of the provider${or}`);
  }
  const { lookupTimeoutMs } = cache;
  if (typeof lookupTimeoutMs === 'number' && lookupTimeoutMs < REMOTE_LOOKUP_MS) {
    warning(
      ['cache', 'lookupTimeoutMs'],
      `${lookupTimeoutMs} ms are hardly enough for the embedding of a provider: questions in new words will seldom be found; set ${REMOTE_LOOKUP_MS} or more`,
    );
  }
}

function needsKey(type: string, root: JsonObject): boolean {
  if (type === 'openai-compatible') return false;
  if (type !== 'openai') return true;
  return listOr(objectOr(objectOr(root.providers).openai).keys).length === 0;
}
