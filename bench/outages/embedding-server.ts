import { startMock } from '../scenarios/stage.ts';
import { freePort } from '../services/free-port.ts';
import type { Victim } from './faults.ts';

/** Starts a mock provider in a process of its own, to stand in for a server of embeddings and be ill-treated. */
export async function openEmbeddingServer(
  dimensions: number,
): Promise<Victim & { readonly port: number; readonly dispose: () => Promise<void> }> {
  const port = await freePort();
  const open = () => startMock({ kind: 'free', why: '' }, { port, dimensions });
  let running = await open();
  const signal = (name: NodeJS.Signals): void => void process.kill(running.pid, name);
  return {
    port,
    kill: async () => {
      signal('SIGKILL');
      await running.close();
    },
    start: async () => {
      running = await open();
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    dispose: () => running.close(),
  };
}
