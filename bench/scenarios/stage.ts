import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MockProviderOptions } from '../mock/options.ts';
import { askOnce } from './ask.ts';
import { onCore, type Pinning } from './pinning.ts';

/** A process under measurement. */
export type Staged = {
  /** Where chat completions are posted. */
  readonly chatUrl: string;
  readonly pid: number;
  readonly close: () => Promise<void>;
};

/** A gateway, with the time from its spawn to its first answer of 200. */
export type StagedGateway = Staged & { readonly firstAnswerSeconds: number };

const MOCK_ENTRY = fileURLToPath(new URL('../mock/serve.ts', import.meta.url));
const START_DEADLINE_MS = 30_000;

/** Starts a mock provider in a process of its own, on the core of the load. */
export async function startMock(pinning: Pinning, options: MockProviderOptions): Promise<Staged> {
  const [command, ...args] = onCore(pinning, 'load', [process.execPath, MOCK_ENTRY, JSON.stringify(options)]);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the mock provider ended with ${code}`)));
  });
  return { chatUrl: `${url}/v1/chat/completions`, pid: child.pid ?? 0, close: () => end(child) };
}

/** Which gateway is started, and how. */
export type GatewayOptions = {
  readonly pinning: Pinning;
  /** `gateway`: its own core; `any`: both cores. */
  readonly cores: 'gateway' | 'any';
  /** The entry file, `src/main.ts` or a built one. */
  readonly entry: string;
  /** Where its provider is, as its chat URL. */
  readonly upstream: string;
  /** Settings beyond those of every scenario. */
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * Starts a gateway with an empty data folder and waits for its first answer and for `/readyz`. Its output goes
 * to a file, which an error quotes.
 */
export async function startGateway(options: GatewayOptions): Promise<StagedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const output = join(folder, 'output.log');
  const fd = openSync(output, 'w');
  const [command, ...args] = onCore(options.pinning, options.cores, [
    process.execPath,
    options.entry,
    'start',
  ]);
  const spawnedAt = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', fd, fd],
    // Nothing of the caller's environment may change what is measured.
    env: {
      PATH: process.env.PATH,
      REPRISE_PORT: String(port),
      REPRISE_DATA_DIR: join(folder, 'data'),
      REPRISE_LOG_LEVEL: 'warn',
      OPENAI_BASE_URL: options.upstream.replace('/chat/completions', ''),
      OPENAI_API_KEY: 'test',
      ...options.environment,
    },
  });
  const close = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const chatUrl = `${origin}/v1/chat/completions`;
    await answers(child, async () => (await askOnce(chatUrl, 'Are you there?')).status === 200);
    const firstAnswerSeconds = Math.round(performance.now() - spawnedAt) / 1000;
    await answers(child, async () => (await fetch(`${origin}/readyz`)).status === 200);
    return { chatUrl, pid: child.pid ?? 0, firstAnswerSeconds, close };
  } catch (error) {
    const said = readFileSync(output, 'utf8').slice(-2000);
    await close();
    throw new Error(`the gateway did not start: ${said || String(error)}`, { cause: error });
  }
}

async function answers(child: ChildProcess, attempt: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  let last: unknown = 'no answer';
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    try {
      if (await attempt()) return;
      last = 'no answer of 200';
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`no answer within ${START_DEADLINE_MS} ms`, { cause: last });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(killer);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
