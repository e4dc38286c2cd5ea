import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export interface RedisServerOptions {
  /** As in redis.conf, such as `16mb`; default none. */
  readonly maxMemory?: string;
  /** Default `noeviction`, as Redis has it. */
  readonly policy?: string;
  /** Whether a `kill` loses what was written; default false. */
  readonly keepsData?: boolean;
}

/** A redis-server of one's own, to be ill-treated. */
export interface RedisServer {
  readonly url: string;
  /** A client that waits for the server, to look at what is inside and to change its settings. */
  readonly client: Redis;
  /** SIGKILL; resolves when it has ended. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Starts it again after `kill`, on the same port and folder. */
  readonly start: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

const PROGRAM = 'redis-server';

/** Why there is no Redis here; undefined when there is one. */
export const redisAbsence: string | undefined =
  spawnSync(PROGRAM, ['--version']).status === 0 ? undefined : `no ${PROGRAM} on PATH`;

/** Starts one on a free port of the loopback. `port`: on that one, which has to be free. */
export async function startRedis(options: RedisServerOptions = {}, port?: number): Promise<RedisServer> {
  if (redisAbsence !== undefined) throw new Error(redisAbsence);
  const at = port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'reprise-redis-'));
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const settings = {
      port: String(at),
      bind: '127.0.0.1',
      dir: folder,
      save: '',
      appendonly: options.keepsData ? 'yes' : 'no',
      appendfsync: 'always',
      maxmemory: options.maxMemory ?? '0',
      'maxmemory-policy': options.policy ?? 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    await until(
      () => `redis-server ready on ${at}:\n${output}`,
      () => output.includes('Ready to accept connections'),
    );
  };

  const signal = (name: NodeJS.Signals): void => void child?.kill(name);
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    signal('SIGKILL');
    await ended;
  };

  await start();
  const url = `redis://127.0.0.1:${at}`;
  const client = new Redis(url, { retryStrategy: () => 20 });
  client.on('error', () => {});
  return {
    url,
    client,
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    start,
    dispose: async () => {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
