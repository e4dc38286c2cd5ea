import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '#core';

const HOST = /^(\[[^\]]+\]|[^:[\]]+)(?::\d*)?$/;
/** What no name server can point elsewhere: RFC 6761 §6.3 keeps `localhost` and all below it for the machine itself. */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Without keys whoever reaches the port may spend the operator's provider keys, and every web page of the machine's
 * browsers reaches a loopback port: by a form or a plain fetch, or by a name of its own that it points at 127.0.0.1
 * (DNS rebinding), by which it also reads the answers. Browsers say who they work for; programs do not have to.
 * @param listensOn the host of the configuration
 * @returns what throws `forbidden-origin` (403) for a request that a foreign page may have sent
 */
export function createOriginCheck(listensOn: string): (headers: IncomingHttpHeaders) => void {
  const isOwn = (host: string | undefined): boolean =>
    host !== undefined && (LOOPBACK.test(host) || host.toLowerCase() === listensOn.toLowerCase());

  return ({ host, origin, 'sec-fetch-site': site }) => {
    const asked = HOST.exec(host ?? '')?.[1];
    // Any name may lead to other addresses, so nothing can be said of it there; HTTP/1.0 knows no host.
    if (LOOPBACK.test(listensOn) && host !== undefined && !isOwn(asked)) throw foreign('host', host);
    if (site === 'cross-site') throw foreign('site', origin ?? site);
    if (origin === undefined) return;
    const page = hostOf(origin);
    if (!isOwn(page) && (page === undefined || page !== asked?.toLowerCase()))
      throw foreign('origin', origin);
  };
}

/** `null` is the origin of sandboxed frames and files. */
function hostOf(origin: string): string | undefined {
  const url = URL.parse(origin);
  return url && /^https?:$/.test(url.protocol) ? url.hostname : undefined;
}

function foreign(what: string, value: string): GatewayError {
  return new GatewayError({
    code: 'forbidden-origin',
    status: 403,
    publicMessage:
      'A gateway without keys serves programs, and pages of its own host, not what other web pages send. Give it keys (auth.keys) to be reached otherwise.',
    message: `foreign ${what}: ${value.slice(0, 200)}`,
  });
}
