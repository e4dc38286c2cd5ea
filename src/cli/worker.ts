import { startWorker } from '../compose/worker.ts';
import { createProgress } from './progress.ts';
import { readConfig, type StartOptions, startFailure } from './start.ts';
import { fail, untilStopped } from './until-stopped.ts';

/** `reprise worker`: stores what gateways put into the queue, until it is told to stop. */
export async function runWorker(options: StartOptions): Promise<void> {
  const { config, warnings } = readConfig(options);
  const worker = await startWorker(config, {
    modelHub: process.env.HF_ENDPOINT,
    onModelProgress: createProgress(process.stderr),
  }).catch((error: unknown) => fail(startFailure('worker', error, config.server.port)));
  untilStopped(worker);
  // It serves nobody: whom the gateway serves is the gateway's to warn of.
  for (const warning of warnings) if (!warning.startsWith('auth.')) worker.logger.warn(warning);
  worker.logger.info({ url: worker.url }, `The worker runs; its health is at ${worker.url}/readyz`);
}
