import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#config';
import type { Readiness } from '#http';
import { type RunningGateway, startGateway } from '../../src/compose.ts';
import { until } from './until.ts';

export interface TestGateway extends RunningGateway {
  readonly dataDir: string;
  /** Stops it and removes its data. */
  readonly dispose: () => Promise<void>;
}

export interface TestGatewayOptions {
  /** Environment variables as an operator would set them. */
  readonly env: Readonly<Record<string, string>>;
  /** Dotted settings over them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Data of an earlier gateway; it is then left alone by `dispose`. */
  readonly dataDir?: string;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'reprise-test-'));

async function hasStarted(url: string): Promise<boolean> {
  const { parts } = (await (await fetch(`${url}/readyz`)).json()) as Pick<Readiness, 'parts'>;
  return Object.values(parts).every(({ status }) => status !== 'starting');
}

/** The whole gateway in this process, on a free port, with real SQLite, model and sockets. */
export async function startTestGateway({
  env,
  settings = {},
  dataDir,
}: TestGatewayOptions): Promise<TestGateway> {
  const folder = dataDir ?? temporaryFolder();
  const { config } = loadConfig({
    env: { REPRISE_LOG_LEVEL: 'error', ...env },
    cwd: folder,
    // A model on a busy machine may take longer than a production deadline: tests are about what, not how fast.
    overrides: { 'server.port': 0, dataDir: folder, 'cache.lookupTimeoutMs': 5000, ...settings },
  });
  const gateway = await startGateway(config);
  const dispose = async (): Promise<void> => {
    // How a gateway ends that has not finished starting is another matter, and another test's.
    await until('every part has started', () => hasStarted(gateway.url));
    await gateway.stop();
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { ...gateway, dataDir: folder, dispose };
}
