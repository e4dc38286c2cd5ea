import { describe, expect, it } from 'vitest';
import type { GatewayAnswer } from '#gateway';
import { createKeyring } from '#governance';
import { createApp, type ForwardedCall } from '#http';
import { keyed } from '../../kit/keys.ts';
import { fakeParts } from './fake-parts.ts';

const OWN = { object: 'list', data: [{ id: 'own', object: 'model' }], has_more: true };
const ANSWER: GatewayAnswer = {
  status: 200,
  headers: {},
  body: Buffer.from(JSON.stringify(OWN)),
  cache: 'bypass',
};

/** Lists models over a provider that has one. */
async function list(path: string, headers: Record<string, string> = { authorization: 'Bearer key-all' }) {
  const calls: ForwardedCall[] = [];
  const app = createApp(
    fakeParts({
      routeNames: ['assistant', 'coder'],
      keyring: createKeyring(
        [keyed('all'), keyed('narrow', { models: ['coder', 'own'] })],
        new Uint8Array(32),
      ),
      forward: (_endpoint, call) => {
        calls.push(call);
        return Promise.resolve(ANSWER);
      },
    }),
  );
  const { data } = (await app.inject({ path, headers })).json<{ data: { id: string }[] }>();
  return { query: calls[0]?.query, ids: data.map(({ id }) => id) };
}

describe('GET /v1/models', () => {
  it.each(['', '?limit=5&after_id=m%201', '?after=x', '?a=1&a=2'])(
    'hands the query on as it came: «%s»',
    async (query) => {
      for (const path of ['/v1/models', '/openai/v1/models', '/anthropic/v1/models']) {
        expect((await list(path + query)).query).toBe(query);
      }
    },
  );

  it.each(['after_id=a', 'before_id=a', 'after=a', 'limit=1&after_id='])(
    'names the routes on the first page only, not with %s',
    async (query) => {
      for (const path of ['/v1/models', '/anthropic/v1/models']) {
        expect((await list(path)).ids).toEqual(['assistant', 'coder', 'own']);
        expect((await list(`${path}?limit=1`)).ids).toEqual(['assistant', 'coder', 'own']);
        expect((await list(`${path}?${query}`)).ids).toEqual(['own']);
      }
    },
  );

  it('names only the routes that the key may use', async () => {
    expect((await list('/v1/models', { authorization: 'Bearer key-narrow' })).ids).toEqual(['coder', 'own']);
  });
});
