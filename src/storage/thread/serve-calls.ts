import type { MessagePort } from 'node:worker_threads';
import { asGatewayError, type GatewayError } from '#core';
import { type Calls, CLOSE, type ThreadError, type ThreadReply, type ThreadRequest } from './protocol.ts';

/** One function per call; requests are answered one after the other, in the order they were made. */
export type Handlers<C extends Calls> = {
  readonly [Name in keyof C]: (ask: C[Name]['ask']) => Promise<C[Name]['answer']>;
};

/** The thread's side of a link: answers calls until it is asked to close. */
export function serveCalls<C extends Calls>(
  port: MessagePort,
  handlers: Handlers<C>,
  close: () => Promise<void>,
): void {
  const reply = (message: ThreadReply): void => port.postMessage(message);

  const answer = async ({ id, name, ask }: ThreadRequest): Promise<void> => {
    try {
      const handler = name === CLOSE ? close : handlers[name];
      reply({ type: 'done', id, answer: await handler?.(ask) });
    } catch (error) {
      reply({ type: 'failed', id, error: toThreadError(asGatewayError(error)) });
    }
    if (name === CLOSE) port.close();
  };

  let last = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    last = last.then(() => answer(request));
  });
  reply({ type: 'ready' });
}

export function toThreadError(error: GatewayError): ThreadError {
  const { code, status, publicMessage, retryable, message } = error;
  return { code, status, publicMessage, retryable, message };
}
