import type { WeaviateClient } from 'weaviate-client';
import { openCollection, type VectorCollection } from './collection.ts';
import { pathOf, probeWeaviate, type WeaviateAddress } from './probe.ts';
import { reasonOf, weaviateUnavailable } from './problems.ts';

/** An open connection and the collection behind it. */
export interface Session {
  readonly collection: VectorCollection;
  /** Resolves when the server answers over gRPC and has the collection. */
  readonly ping: () => Promise<void>;
  readonly close: () => void;
}

export interface SessionOptions extends WeaviateAddress {
  readonly collection: string;
  /** Longest wait of each step of connecting, in milliseconds. */
  readonly connectMs: number;
  /** After these the client itself gives up; nobody waits for it any more then. */
  readonly readMs: number;
  readonly writeMs: number;
}

/** Connects: rejects with what is wrong and how to mend it. */
export async function openSession(options: SessionOptions, closing: AbortSignal): Promise<Session> {
  await probeWeaviate(options, options.connectMs, closing);
  const client = await connect(options);
  const close = (): void => void client.close().catch(() => {});
  try {
    const collection = await openCollection(client, options.collection);
    const ping = async (): Promise<void> => void (await collection.tenants.getByNames(['nobody']));
    return { collection, ping, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** With the client's own checks on: it asks for the version once then, and not behind a query whose caller has gone. */
async function connect(options: SessionOptions): Promise<WeaviateClient> {
  const { url, grpcPort, apiKey, connectMs, readMs, writeMs } = options;
  const { default: weaviate } = await import('weaviate-client'); // a third of a second and 27 MB, for those who use it
  const secure = url.protocol === 'https:';
  const host = url.hostname;
  try {
    return await weaviate.connectToCustom({
      httpHost: host,
      httpPort: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      httpPath: pathOf(url),
      httpSecure: secure,
      grpcHost: host,
      grpcPort,
      grpcSecure: secure,
      timeout: { init: connectMs / 1000, query: readMs / 1000, insert: writeMs / 1000 },
      ...(apiKey === undefined ? {} : { authCredentials: new weaviate.ApiKey(apiKey) }),
    });
  } catch (cause) {
    throw weaviateUnavailable(
      `Weaviate at ${url.origin} answers, but not over gRPC (port ${grpcPort}): ${reasonOf(cause)}`,
      cause,
    );
  }
}
