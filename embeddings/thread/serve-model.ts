import { setPriority } from 'node:os';
import { basename, dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { env } from '@xenova/transformers';
import type { ModelReply, ModelRequest } from './protocol.ts';

/** Nice value of a model thread alone: where cores are short, the event loop that carries bytes goes first. */
const NICENESS = 10;

/** One thread for one inference: more would take cores from everything else. */
export const ONE_CORE = {
  dtype: 'q8',
  device: 'cpu',
  session_options: { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' },
} as const;

/** Prepares this worker thread to load a model from a local folder. @returns the name to load it by */
export function readyThread(folder: string): string {
  if (process.platform === 'linux') setPriority(NICENESS); // elsewhere it would hold for the whole process
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  env.useFSCache = false;
  return basename(folder);
}

/** Answers the tasks of the thread's owner, one at a time, until it asks to close. @param transfer buffers that may be handed over */
export function serveModel<Task, Result>(
  answer: (task: Task) => Promise<Result>,
  transfer: (result: Result) => ArrayBuffer[],
): void {
  const reply = (message: ModelReply<Result>, handedOver: ArrayBuffer[] = []): void =>
    parentPort?.postMessage(message, handedOver);
  const work = async (id: number, task: Task): Promise<void> => {
    try {
      const result = await answer(task);
      reply({ type: 'answer', id, result }, transfer(result));
    } catch (error) {
      reply({ type: 'failed', id, message: String(error) });
    }
  };

  let working: Promise<void> = Promise.resolve();
  parentPort?.on('message', (request: ModelRequest<Task>) => {
    if (request.type === 'ask') working = work(request.id, request.task);
    else void working.then(() => parentPort?.close());
  });
  reply({ type: 'ready' });
}
