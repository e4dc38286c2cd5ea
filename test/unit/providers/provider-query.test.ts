import { expect, it } from 'vitest';
import { createProvider, type Upstream } from '#providers';

it.each([
  ['?limit=5&after_id=m%201', 'https://api.example.com/v1/models?limit=5&after_id=m%201'],
  ['', 'https://api.example.com/v1/models'],
  [undefined, 'https://api.example.com/v1/models'],
  ['?//elsewhere.example/x', 'https://api.example.com/v1/models?//elsewhere.example/x'],
])('the query of a request goes to the provider as it came, and nowhere else: %s', async (query, url) => {
  const sent: string[] = [];
  const upstream: Upstream = {
    send: (request) => {
      sent.push(request.url.href);
      return Promise.resolve({ status: 200, headers: {}, body: (async function* () {})() });
    },
    close: () => Promise.resolve(),
  };
  const provider = createProvider(
    {
      name: 'openai',
      dialect: 'openai-chat',
      auth: 'bearer',
      baseUrl: 'https://api.example.com/v1',
      defaultHeaders: {},
      keys: [],
      timeouts: { firstTokenMs: 1, idleMs: 1, totalMs: 1 },
    },
    upstream,
  );
  const call = {
    endpoint: 'models',
    headers: {},
    key: undefined,
    body: undefined,
    edits: {},
    stream: false,
  } as const;
  await provider.send({ ...call, query, withinMs: 1 }, new AbortController().signal);
  expect(sent).toEqual([url]);
});
