import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { describe } from 'vitest';
import {
  findWeaviate as findAnyWeaviate,
  startWeaviate,
  type WeaviatePlace,
  type WeaviateSource,
} from '../../bench/services/weaviate.ts';
import { isRequired } from './required.ts';

export {
  startWeaviate,
  type WeaviatePlace,
  type WeaviateServer,
  type WeaviateSource,
} from '../../bench/services/weaviate.ts';

/** @throws when there is none although `REPRISE_TEST_REQUIRE_SERVICES` asks for it */
export function findWeaviate(env = process.env): WeaviateSource {
  const source = findAnyWeaviate(env);
  if (source.kind === 'none' && isRequired('weaviate')) throw new Error(source.reason);
  return source;
}

/** What needs a server to ill-treat cannot use one that others use. */
export function findWeaviateProgram(env = process.env): WeaviateSource {
  const { REPRISE_TEST_WEAVIATE_URL: _shared, ...rest } = env;
  return findWeaviate(rest);
}

/** `describe` for what needs a Weaviate: skipped without one, with the reason. */
export function describeWithWeaviate(source: WeaviateSource, name: string, body: () => void): void {
  if (source.kind !== 'none') {
    describe(name, body);
    return;
  }
  process.stderr.write(`${name}: skipped, ${source.reason}\n`);
  describe.skip(`${name} (skipped: ${source.reason})`, body);
}

/** The running one, or a server of its own. */
export async function openWeaviate(
  source: WeaviateSource,
): Promise<WeaviatePlace & { dispose: () => Promise<void> }> {
  if (source.kind === 'running') return { ...source, dispose: async () => {} };
  return startWeaviate(source);
}

/** Begin of a collection's name that no other test has. */
export const freshPrefix = (): string => `Test${randomBytes(6).toString('hex')}`;

/** A collection as the server describes it; undefined where there is none. */
export async function readCollection(url: string, name: string): Promise<unknown> {
  const response = await fetch(`${url}/v1/schema/${name}`);
  return response.ok ? response.json() : undefined;
}

/** The ways in which a collection compresses its vectors; servers name those that they know. */
export function compressionsOf(collection: unknown): readonly string[] {
  const described = collection as { vectorConfig?: { default?: { vectorIndexConfig?: object } } } | undefined;
  const settings = Object.entries(described?.vectorConfig?.default?.vectorIndexConfig ?? {});
  return settings.filter(([, setting]) => setting?.enabled === true).map(([name]) => name);
}

export async function dropCollection(url: string, name: string): Promise<void> {
  await fetch(`${url}/v1/schema/${name}`, { method: 'DELETE' });
}

/** Two ways to a Weaviate that can be slowed down. */
export interface SlowWay extends WeaviatePlace {
  /** Milliseconds that every piece of data waits, either way. */
  readonly delay: (ms: number) => void;
  /** Connections that are open stay open and carry nothing any more, as to a machine that lost its power. */
  readonly swallow: () => void;
  readonly dispose: () => Promise<void>;
}

export async function startSlowWay(place: WeaviatePlace): Promise<SlowWay> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const swallowed = new WeakSet<Socket>();

  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (data) => {
      if (!swallowed.has(from)) setTimeout(() => to.write(data), delayMs);
    });
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => {});
  };
  const open = async (port: number): Promise<Server> => {
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      pass(near, far);
      pass(far, near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  };

  const rest = await open(Number(new URL(place.url).port));
  const grpc = await open(place.grpcPort);
  return {
    url: `http://127.0.0.1:${portOf(rest)}`,
    grpcPort: portOf(grpc),
    delay: (ms) => {
      delayMs = ms;
    },
    swallow: () => {
      for (const socket of sockets) swallowed.add(socket);
    },
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([rest, grpc].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}
