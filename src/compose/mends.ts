import type { Config } from '#config';

/** A part of the cache that may be a service. */
export type ServicePart = 'entries' | 'vectors' | 'queue';

const MEANWHILE = 'meanwhile the gateway serves without it.';
/** What Redis and PostgreSQL say to a user or password that is wrong or missing. */
const REFUSED_USER = /WRONGPASS|NOAUTH|password authentication failed|role ".*" does not exist|no pg_hba/;
const REFUSED_RIGHTS = /NOPERM|permission denied/;
const NO_DATABASE = /database ".*" does not exist/;
/** A setting that the error itself names. */
const NAMED_SETTING = /\bcache\.(?!\w+\.url\b)\w+\.\w+/;

/** What to do about a service that does not work: the setting to look at, by what it says. */
export function mendOfService(part: ServicePart, why: string): string {
  const url = `cache.${part}.url`;
  const named = NAMED_SETTING.exec(why)?.[0];
  if (named !== undefined) return `Set ${named} right; ${MEANWHILE}`;
  if (REFUSED_USER.test(why)) return `See that user and password in ${url} are right; ${MEANWHILE}`;
  if (NO_DATABASE.test(why)) return `Make the database, or name another in ${url}; ${MEANWHILE}`;
  if (REFUSED_RIGHTS.test(why))
    return `Give the user that ${url} names the right to write (docs/services.md); ${MEANWHILE}`;
  return `See that the service runs and that ${url} is its address, with a user who may write; ${MEANWHILE}`;
}

/** The same of the embedder. */
export function mendOfEmbedder({ cache, providers }: Config, why: string): string {
  const { type, apiKey } = cache.embedder;
  if (type === 'local')
    return 'Set cache.embedder.model to a bundled model, a folder that has one, or a name of the hub.';
  const key =
    apiKey === null && type === 'openai' && providers.openai?.keys.length
      ? 'the first of providers.openai.keys'
      : 'cache.embedder.apiKey';
  const status = /\banswered (\d{3})\b/.exec(why)?.[1];
  if (status === '401' || status === '403') return `Set ${key} to a key that may embed.`;
  if (status === '404')
    return 'See that cache.embedder.model is a model there, and cache.embedder.baseUrl its address.';
  if (status === '400' || status === '422' || /dimensions/.test(why))
    return 'See that cache.embedder.model is a model there, and cache.embedder.dimensions one of its lengths.';
  if (status !== undefined) return 'The provider has trouble, or its limits are reached: try again later.';
  return 'See that cache.embedder.baseUrl is its address, and that this machine reaches it.';
}

/** The same of a provider. */
export function mendOfProvider(name: string, why: string): string {
  return / is refused \(/.test(why)
    ? `Set the key right in providers.${name}.keys.`
    : `See that providers.${name}.baseUrl is its address.`;
}
