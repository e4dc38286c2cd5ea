export type { BullmqPlace } from './bullmq-connection.ts';
export { type DeadLetter, type DeadLetters, openBullmqDeadLetters } from './bullmq-dead-letters.ts';
export {
  type BullmqCounts,
  type BullmqQueue,
  type BullmqQueueOptions,
  createBullmqQueue,
} from './bullmq-queue.ts';
export {
  type BullmqWorker,
  type BullmqWorkerOptions,
  createBullmqWorker,
  type JobFailure,
} from './bullmq-worker.ts';
