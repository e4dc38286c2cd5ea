import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const START_MS = 30_000;

/** `reprise start` as a process of its own. */
export interface ChildGateway {
  readonly url: string;
  /** Everything it wrote so far, both streams. */
  readonly output: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves when it has ended, however it did. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts it on a free port and resolves once it listens. `env` is its whole environment. */
export async function startChildGateway(
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Promise<ChildGateway> {
  const child = spawn(process.execPath, [MAIN, 'start', '--port', '0'], {
    cwd: dataDir,
    env: { REPRISE_DATA_DIR: dataDir, REPRISE_CACHE__LOOKUP_TIMEOUT_MS: '5000', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`did not listen in time:\n${output}`)), START_MS);
    const read = (data: Buffer): void => {
      output += data.toString();
      const found = /"url":"([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(({ code }) => reject(new Error(`ended with ${code} before it listened:\n${output}`)));
  });
  return { url, output: () => output, signal: (name) => void child.kill(name), exited };
}

/** Ends a child whatever state it is in; for clean-up. */
export async function endChild(child: ChildGateway | undefined): Promise<void> {
  child?.signal('SIGKILL');
  await child?.exited;
}
