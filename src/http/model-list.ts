import { isJsonObject, listOr } from '#core';
import type { GatewayAnswer } from '#gateway';
import type { Identified } from '#governance';

/** Every page but the first names the model it goes on from: Anthropic's two cursors, and OpenAI's usual one. */
const CURSORS = ['after_id', 'before_id', 'after'];

/** The virtual models to list: those that the caller may use, once. */
export function routesToList(
  routes: readonly string[],
  { models }: Identified,
  query: string,
): readonly string[] {
  const fields = new URLSearchParams(query);
  if (CURSORS.some((cursor) => fields.has(cursor))) return [];
  return models.includes('*') ? routes : routes.filter((route) => models.includes(route));
}

/** The query string of a request's target, with its question mark; empty without one. */
export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at);
}

export type ModelList = 'openai' | 'anthropic';

/**
 * A provider's list of models with the virtual ones in front; without virtual models it stays as it came.
 * Shapes: https://platform.openai.com/docs/api-reference/models/list, https://docs.anthropic.com/en/api/models-list
 */
export function modelList(answer: GatewayAnswer, routes: readonly string[], shape: ModelList): GatewayAnswer {
  if (routes.length === 0 || answer.status !== 200 || !(answer.body instanceof Uint8Array)) return answer;
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(answer.body).toString('utf8'));
  } catch {
    return answer;
  }
  if (!isJsonObject(list)) return answer;
  const virtual = routes.map((id) =>
    shape === 'openai'
      ? { id, object: 'model', created: 0, owned_by: 'reprise' }
      : { type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' },
  );
  return { ...answer, body: JSON.stringify({ ...list, data: [...virtual, ...listOr(list.data)] }) };
}
