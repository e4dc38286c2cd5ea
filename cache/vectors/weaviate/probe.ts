import { connect } from 'node:net';
import { reasonOf, weaviateUnavailable } from './problems.ts';

/** Where Weaviate is and how it is asked. */
export interface WeaviateAddress {
  /** Of the REST interface: `http://host:8080`. */
  readonly url: URL;
  /** Of the gRPC interface on the same host; over TLS where `url` is `https`. */
  readonly grpcPort: number;
  readonly apiKey: string | undefined;
}

/** Below it the client cannot speak to the server. */
const OLDEST = { major: 1, minor: 27 };

/**
 * Makes sure that a Weaviate that can be used answers over both interfaces. Asked before the client is: the client
 * turns a server that is not there into rejections that nobody can catch (3.14), and into no advice.
 * @param ms longest wait for each of the two
 * @returns the server's version
 */
export async function probeWeaviate(
  address: WeaviateAddress,
  ms: number,
  closing: AbortSignal,
): Promise<string> {
  const version = await askVersion(address, AbortSignal.any([AbortSignal.timeout(ms), closing]));
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    throw weaviateUnavailable(
      `Weaviate ${version} at ${address.url.origin} is too old; ${OLDEST.major}.${OLDEST.minor} or newer is needed`,
    );
  }
  await reachPort(address.url.hostname, address.grpcPort, ms, closing);
  return version;
}

/** Of a Weaviate behind a path: without the slash at the end. */
export function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, '');
}

async function askVersion({ url, apiKey }: WeaviateAddress, signal: AbortSignal): Promise<string> {
  const asked = `${url.origin}${pathOf(url)}/v1/meta`;
  let status: number;
  let body: unknown;
  try {
    const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const response = await fetch(asked, { headers, signal });
    status = response.status;
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    throw weaviateUnavailable(
      `no answer from Weaviate to GET ${asked}: ${reasonOf(cause)}; is it running, and is cache.vectors.url right?`,
      cause,
    );
  }
  if (status === 401 || status === 403) {
    throw weaviateUnavailable(
      `Weaviate at ${url.origin} refuses the key (HTTP ${status}); mend cache.vectors.apiKey`,
    );
  }
  const version = (body as { version?: unknown } | null | undefined)?.version;
  if (status !== 200 || typeof version !== 'string') {
    throw weaviateUnavailable(
      `GET ${asked} answered HTTP ${status}, not as Weaviate does; is cache.vectors.url right, and is it ready?`,
    );
  }
  return version;
}

function reachPort(host: string, port: number, ms: number, signal: AbortSignal): Promise<void> {
  const unreachable = (why: string): Error =>
    weaviateUnavailable(
      `Weaviate's gRPC port ${host}:${port} cannot be reached: ${why}; mend cache.vectors.grpcPort, or open the port`,
    );
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, signal });
    socket.setTimeout(ms, () => {
      reject(unreachable(`no answer within ${ms} ms`));
      socket.destroy();
    });
    socket.on('error', (error) => reject(unreachable(reasonOf(error))));
    socket.on('connect', () => {
      resolve();
      socket.destroy();
    });
  });
}
