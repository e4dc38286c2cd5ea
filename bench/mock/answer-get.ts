import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicDialect } from './anthropic.ts';
import { isAdmitted } from './credentials.ts';
import { openaiDialect } from './openai.ts';
import type { MockProviderOptions } from './options.ts';

const CREATED_SECONDS = 1_700_000_000;

/** Answers `GET …/models` in the shape of the API that the request's headers belong to; all else is a 404. */
export function answerGet(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { models = ['mock-model'], keys }: Pick<MockProviderOptions, 'models' | 'keys'>,
): void {
  const dialect = request.headers['anthropic-version'] === undefined ? openaiDialect : anthropicDialect;
  const admitted = isAdmitted(keys, request);
  const status = !admitted ? 401 : path.endsWith('/models') ? 200 : 404;
  const body =
    status === 200
      ? modelsBody(models, dialect.name)
      : dialect.error(status, admitted ? `Invalid URL (GET ${path})` : 'The key is wrong.', 'req_mock');
  response.writeHead(status, {
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
