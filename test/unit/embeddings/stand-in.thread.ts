// Stands in for a model: hangs, dies or fails where the text says so, and answers everything else.
import { parentPort } from 'node:worker_threads';
import type { EmbedReply, ModelRequest } from '../../../embeddings/local/protocol.ts';

const reply = (message: EmbedReply): void => parentPort?.postMessage(message);

parentPort?.on('message', (request: ModelRequest) => {
  if (request.type === 'close') return parentPort?.close();
  const { id, text } = request;
  if (text === 'die') process.exit(3);
  if (text === 'fail') return reply({ type: 'failed', id, message: 'no such token' });
  while (text === 'hang');
  reply({
    type: 'embedded',
    id,
    embedding: { vector: Float32Array.of(1, 0), coveredChars: text.length, unknownShare: 0 },
  });
});
reply({ type: 'ready' });
