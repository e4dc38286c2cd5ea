import fastify, { type FastifyInstance } from 'fastify';

export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'stopping';
  readonly parts: Readonly<
    Record<string, { readonly status: string; readonly since: string; readonly detail?: string }>
  >;
}

export interface OperationsParts {
  readonly readiness: () => Readiness;
  readonly metrics: {
    /** Prometheus text format. */
    readonly render: () => Promise<{ readonly contentType: string; readonly text: string }>;
  };
}

/** `/livez`, `/readyz`, `/metrics`: what operators look at. A dead part is `degraded`, never unready. */
export function addOperations(app: FastifyInstance, { readiness, metrics }: OperationsParts): void {
  app.get('/livez', (_request, reply) => reply.send({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const now = readiness();
    return reply.code(now.status === 'stopping' ? 503 : 200).send(now);
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

/** The same alone, for a process that serves nobody. */
export function createOperationsApp(parts: OperationsParts): FastifyInstance {
  const app = fastify({ requestTimeout: 10_000, forceCloseConnections: true });
  addOperations(app, parts);
  return app;
}
