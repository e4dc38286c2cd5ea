import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '#core';

/** A static key as the configuration declares it; `hash` is `sha256:` and 64 hexadecimal digits. */
export interface StaticKey {
  readonly name: string;
  readonly hash: string;
  readonly team?: string | null | undefined;
  readonly customer?: string | null | undefined;
  readonly models: readonly string[];
}

/** Who sent a request. Secrets stay behind: `credential` is an HMAC. */
export interface Identified {
  readonly key: string | undefined;
  readonly team: string | undefined;
  readonly customer: string | undefined;
  readonly credential: string;
  /** Models the key may use; `*` is all. */
  readonly models: readonly string[];
  /** Whether the credential that came is the client's own at a provider, and may be passed on. */
  readonly ownCredential: boolean;
}

/** With keys configured every request needs one; without, requests are told apart by the credential they bring. */
export interface Keyring {
  /** @throws GatewayError `missing-key` | `invalid-key` (401) */
  readonly identify: (headers: IncomingHttpHeaders) => Identified;
}

const REMEMBERED_CREDENTIALS = 10_000;

/** A request to a gateway without keys that brings no credential. */
const WITHOUT_KEYS: Identified = {
  key: undefined,
  team: undefined,
  customer: undefined,
  credential: 'anonymous',
  models: ['*'],
  ownCredential: false,
};

/**
 * @param secret at least 32 bytes, kept across restarts: tenants without keys are named by HMACs under it
 * @param withoutKeys what happens to requests while no key is configured
 */
export function createKeyring(
  keys: readonly StaticKey[],
  secret: Uint8Array,
  withoutKeys: 'serve' | 'refuse' = 'serve',
): Keyring {
  // A map from hash to key: the presented secret is hashed before it is compared, so timing tells nothing of it.
  const byHash = new Map(keys.map((key) => [key.hash.toLowerCase(), key]));
  const hmac = (credential: string): string =>
    createHmac('sha256', secret).update(credential).digest('base64url');

  // Hashing a credential costs as much as the rest of an exact hit; few are in use at a time.
  const known = new LRUCache<string, Identified>({ max: REMEMBERED_CREDENTIALS });
  const remembered = (form: string, look: (form: string) => Identified): Identified => {
    const identified = known.get(form) ?? look(form);
    known.set(form, identified);
    return identified;
  };

  /** Without keys both headers go to the provider, so both make the tenant: one that all share must not hide the other. */
  const lookWithoutKeys = ({ authorization, apiKey }: Presented): Identified =>
    remembered(lengthPrefixed([authorization, apiKey]), (form) => ({
      ...WITHOUT_KEYS,
      credential: hmac(form),
      ownCredential: true,
    }));

  const lookUp = (presented: string): Identified => {
    const key = byHash.get(`sha256:${createHash('sha256').update(presented).digest('hex')}`);
    if (!key) throw unauthorised('invalid-key', INVALID);
    return {
      key: key.name,
      team: key.team ?? undefined,
      customer: key.customer ?? undefined,
      credential: hmac(presented),
      models: key.models,
      ownCredential: false,
    };
  };

  return {
    identify: (headers) => {
      const presented = presentedCredentials(headers);
      if (byHash.size === 0) {
        if (withoutKeys === 'refuse') throw unauthorised('missing-key', CLOSED);
        const { authorization, apiKey } = presented;
        return authorization === undefined && apiKey === undefined
          ? WITHOUT_KEYS
          : lookWithoutKeys(presented);
      }
      const key = presented.bearer ?? presented.apiKey;
      if (key === undefined) throw unauthorised('missing-key', MISSING);
      return remembered(key, lookUp);
    },
  };
}

/** The secrets of the headers that a provider reads as credentials; empty headers are none. */
interface Presented {
  /** A bearer token without its scheme, or the whole header where the scheme is another. */
  readonly authorization: string | undefined;
  readonly bearer: string | undefined;
  readonly apiKey: string | undefined;
}

/** OpenAI's style (`Authorization: Bearer`) and Anthropic's (`x-api-key`). */
function presentedCredentials(headers: IncomingHttpHeaders): Presented {
  const { authorization, 'x-api-key': apiKey } = headers;
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  return {
    bearer,
    authorization: bearer ?? (authorization === '' ? undefined : authorization),
    apiKey: typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined,
  };
}

/** One form per list of secrets; the same secret is one tenant in whichever of the headers it comes alone. */
function lengthPrefixed(secrets: readonly (string | undefined)[]): string {
  let form = '';
  for (const secret of secrets) if (secret !== undefined) form += `${secret.length}:${secret}`;
  return form;
}

const MISSING =
  'This gateway needs one of its keys: send it as `Authorization: Bearer <key>` or `x-api-key: <key>`.';
const CLOSED =
  'This gateway serves nobody without a key (auth.open: never), and no key is configured (auth.keys).';
const INVALID = 'This key is not known to the gateway. Use one of the keys in its configuration.';

function unauthorised(code: string, publicMessage: string): GatewayError {
  return new GatewayError({ code, status: 401, publicMessage });
}
