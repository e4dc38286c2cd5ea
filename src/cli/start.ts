import { ConfigError, formatProblems, loadConfig } from '#config';
import { startGateway } from '../compose.ts';
import { createProgress } from './progress.ts';
import { fail, untilStopped } from './until-stopped.ts';

export interface StartOptions {
  readonly config?: string;
  readonly port?: string;
  readonly host?: string;
}

/** Runs the gateway until it is told to stop. A wrong configuration prints every problem and exits 1. */
export async function start(options: StartOptions): Promise<void> {
  const { config, warnings } = readConfig(options);
  const gateway = await startGateway(config, {
    modelHub: process.env.HF_ENDPOINT,
    onModelProgress: createProgress(process.stderr),
  }).catch((error: unknown) => fail(startFailure('gateway', error, config.server.port)));
  const { logger, url } = gateway;
  untilStopped(gateway);
  for (const warning of warnings) logger.warn(warning);
  logger.info({ url, dataDir: config.dataDir, cache: config.cache.mode }, `Reprise listens on ${url}`);
  const keyed = Object.entries(config.providers).filter(([, provider]) => provider.keys.length > 0);
  if (keyed.length === 0) {
    logger.warn(
      'No provider key is set: requests need their own. Set OPENAI_API_KEY or ANTHROPIC_API_KEY, or providers.<name>.keys in reprise.config.yaml',
    );
  }
}

/** The configuration, or every problem of it on standard error and exit code 1. */
export function readConfig(options: StartOptions) {
  try {
    return loadConfig({
      env: process.env,
      cwd: process.cwd(),
      ...(options.config === undefined ? {} : { file: options.config }),
      overrides: { 'server.port': options.port, 'server.host': options.host },
    });
  } catch (error) {
    if (error instanceof ConfigError) return fail(formatProblems(error));
    throw error;
  }
}

export function startFailure(what: 'gateway' | 'worker', error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another with --port or REPRISE_PORT.`;
  return `The ${what} could not start: ${message}`;
}
