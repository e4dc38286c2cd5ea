import type { Target } from './connection.ts';

/** Gives the body of the n-th request; a promise costs a turn of the event loop. */
export type BodySource = (index: number) => string | Promise<string>;

/** A URL to load, read once, with the head of its requests made once. */
export type Endpoint = Target & { readonly head: string };

/** Prepares POSTs to a URL; `headers` are added to those that every request needs. */
export function endpointOf(url: string, headers: Readonly<Record<string, string>> = {}): Endpoint {
  const { hostname, port, pathname, host } = new URL(url);
  const all = { host, 'content-type': 'application/json', authorization: 'Bearer test', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${pathname} HTTP/1.1\r\n${lines.join('')}content-length: `;
  return { host: hostname, port: Number(port || 80), head };
}

/** A whole request as it goes over the wire. */
export function requestText(endpoint: Endpoint, body: string): string {
  return `${endpoint.head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
