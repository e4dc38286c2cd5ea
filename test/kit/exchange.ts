import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

/** A response as its bytes came. */
export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False when the connection ended before the response did. */
  readonly complete: boolean;
}

export interface ExchangeOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

/** One request on a connection of its own, without anything that a client library adds or reads. */
export function exchange(url: string, options: ExchangeOptions = {}): Promise<Exchanged> {
  const { body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: present({ ...lengthOf(body, headers), ...headers }), agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', () => {}); // `close` follows and says that it is incomplete
        response.on('close', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces),
            complete: response.complete,
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Without those set to undefined, by which a test takes a default header away. */
const present = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));

/** Node says how long a body is, or that it is chunked, only where the method usually has one. */
const lengthOf = (
  body: string | Uint8Array | undefined,
  headers: OutgoingHttpHeaders,
): OutgoingHttpHeaders =>
  body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) };

/** A JSON request as an SDK sends it. */
export function postJson(url: string, body: unknown, headers: OutgoingHttpHeaders = {}): Promise<Exchanged> {
  return exchange(url, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-client', ...headers },
  });
}

export function jsonOf({ body }: Exchanged): unknown {
  return JSON.parse(body.toString('utf8'));
}
