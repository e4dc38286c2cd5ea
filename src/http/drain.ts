import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * A stopping server closes connections that are idle and waits for the others; but those stay open after their answer,
 * as clients want them. They are closed here, each after the last answer it is owed.
 * @returns what is to be told of every request
 */
export function closeBusyConnections(
  app: FastifyInstance,
): (socket: Socket, response: ServerResponse) => void {
  const owed = new Map<ServerResponse, Socket>();
  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });

  return (socket, response) => {
    owed.set(response, socket);
    response.once('close', () => {
      owed.delete(response);
      // Pipelined requests share a connection, and the next one's answer has still to go over it.
      if (stopping && ![...owed.values()].includes(socket)) socket.end();
    });
  };
}
