// Stands in for a model: hangs, dies or fails where the text says so, and answers everything else.
import { parentPort } from 'node:worker_threads';
import type { ModelReply, ModelRequest } from '../../../embeddings/thread/protocol.ts';

const reply = (message: ModelReply<number>): void => parentPort?.postMessage(message);

parentPort?.on('message', (request: ModelRequest<string>) => {
  if (request.type === 'close') return parentPort?.close();
  const { id, task } = request;
  if (task === 'die') process.exit(3);
  if (task === 'fail') return reply({ type: 'failed', id, message: 'no such token' });
  while (task === 'hang');
  reply({ type: 'answer', id, result: task.length });
});
reply({ type: 'ready' });
