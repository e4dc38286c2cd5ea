import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicDialect } from './anthropic.ts';
import { openaiDialect } from './openai.ts';

const CREATED_SECONDS = 1_700_000_000;

/** Answers `GET …/models` in the shape of the API that the request's headers belong to; all else is a 404. */
export function answerGet(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  models: readonly string[],
): void {
  const dialect = request.headers['anthropic-version'] === undefined ? openaiDialect : anthropicDialect;
  const known = path.endsWith('/models');
  const body = known
    ? modelsBody(models, dialect.name)
    : dialect.error(404, `Invalid URL (GET ${path})`, 'req_mock');
  response.writeHead(known ? 200 : 404, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function modelsBody(models: readonly string[], dialect: 'openai' | 'anthropic'): string {
  if (dialect === 'openai') {
    const data = models.map((id) => ({ id, object: 'model', created: CREATED_SECONDS, owned_by: 'mock' }));
    return JSON.stringify({ object: 'list', data });
  }
  return JSON.stringify({
    data: models.map((id) => ({
      type: 'model',
      id,
      display_name: id,
      created_at: new Date(CREATED_SECONDS * 1000).toISOString(),
    })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  });
}
