import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A gateway as a user would start it, in a process of its own. */
export interface DemoGateway {
  readonly url: string;
  readonly pid: number;
  /** Variables of the user that reached it. */
  readonly passedOn: readonly string[];
  /** Its output. */
  readonly logFile: string;
  /** Resolves when the process has ended, wanted or not. */
  readonly ended: Promise<void>;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

export interface DemoGatewayOptions {
  /** The port to try first; the next free one is taken. 0 is any. */
  readonly port: number;
  /** Origin of the stand-in. */
  readonly providerUrl: string;
  readonly signal: AbortSignal;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const END_WITH_PARENT = new URL('./end-with-parent.ts', import.meta.url).href;
const START_DEADLINE_MS = 30_000;
/** Its data are thrown away: nothing is lost when it is not waited for. */
const STOP_DEADLINE_MS = 5_000;
/** Settings that a user may try on the demo; all others of the environment stay outside. */
const PASSED_ON = /^REPRISE_(CACHE__|LOG_LEVEL$)/;

/** Starts `reprise start` with an empty data folder and waits until its embedding model is warm. */
export async function startGatewayProcess(options: DemoGatewayOptions): Promise<DemoGateway> {
  const port = await freePort(options.port);
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'reprise-demo-'));
  const logFile = join(folder, 'gateway.log');
  const log = openSync(logFile, 'w');
  const passedOn = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, MAIN, 'start'], {
    cwd: folder, // away from a reprise.config.yaml of the user
    detached: true, // Ctrl-C is for the demo, which then stops the gateway once
    windowsHide: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(passedOn),
      REPRISE_PORT: String(port),
      REPRISE_DATA_DIR: join(folder, 'data'),
      OPENAI_BASE_URL: `${options.providerUrl}/v1`,
      OPENAI_API_KEY: 'any-key',
      ANTHROPIC_BASE_URL: options.providerUrl,
      ANTHROPIC_API_KEY: 'any-key',
    },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    await end(child, ended);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, child, options.signal);
    return { url, pid: child.pid ?? 0, passedOn: passedOn.map(([name]) => name), logFile, ended, stop };
  } catch (error) {
    const said = readFileSync(logFile, 'utf8').slice(-2000);
    await stop();
    throw new Error(`The gateway did not start. ${said}`, { cause: error });
  }
}

async function ready(url: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const state = await fetch(`${url}/readyz`)
      .then((response) => response.json())
      .catch(() => undefined);
    if (isReady(state)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it was not ready within ${START_DEADLINE_MS / 1000} s`);
}

function isReady(state: unknown): boolean {
  const { parts = {} } = (state ?? {}) as { parts?: Record<string, { status: string }> };
  const states = Object.values(parts).map(({ status }) => status);
  return states.length > 0 && states.every((status) => status === 'ok');
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(killer);
}

/** The first free port of loopback from `wanted` on. */
async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port <= 65_535; port++) {
    const free = await new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
      });
    });
    if (free !== undefined) return free;
  }
  throw new Error(`no free port from ${wanted} on`);
}
