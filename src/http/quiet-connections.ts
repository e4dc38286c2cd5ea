import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 100;

/**
 * Node closes idle connections when a server closes, but only those that have sent a request, and only once. Clients
 * and load balancers that connect ahead, and requests that end a little later, would hold a stopping process back.
 * @returns a function that closes, from now on, every connection without a request in flight
 */
export function quietConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', (request) => silent.delete(request.socket));

  return () => {
    const look = (): void => {
      for (const socket of silent) socket.destroy();
      server.closeIdleConnections();
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    server.once('close', () => clearInterval(timer));
  };
}
