import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { written } from '../kit/metrics.ts';

/** The decision reads answers: these are what the questions ask for. */
const answer = (question: string): string =>
  question.includes('dark mode')
    ? `Open Settings, choose Appearance and switch dark mode ${question.includes('off') ? 'off' : 'on'}.`
    : 'Choose "Forgot password" on the sign-in page and follow the link that we send you.';

let upstream: MockProvider;
let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = await createMockProvider({ answer });
  gateway = await startTestGateway({
    env: { OPENAI_BASE_URL: `${upstream.url}/v1`, OPENAI_API_KEY: 'sk-provider' },
  });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-client', maxRetries: 0 });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

async function ask(question: string, body: object = {}) {
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }], ...body, stream: false })
    .withResponse();
  return {
    text: data.choices[0]?.message.content,
    id: data.id,
    status: response.headers.get('cache-status') ?? '',
  };
}

describe('the main job', () => {
  it('sends a first question to the provider and an equal one to the cache', async () => {
    const before = upstream.requests();
    const first = await ask('How do I reset my password?');
    const again = await ask('How do I reset my password?');
    expect(first.status).toBe('reprise; fwd=miss; detail=no-neighbour');
    expect(again.status).toMatch(/^reprise; hit; ttl=86\d{3}; detail=exact$/);
    expect(again.text).toBe(first.text);
    expect(again.id).not.toBe(first.id);
    expect(upstream.requests() - before).toBe(1);
  });

  it('answers a paraphrase from the cache and sends a look-alike to the provider', async () => {
    const first = await ask('How can I turn on dark mode in the app?');
    await written(gateway.url);
    const paraphrase = await ask('How do I turn on dark mode in the app?');
    const lookalike = await ask('How do I turn off dark mode in the app?');
    expect(paraphrase.status).toMatch(/hit; .*detail=semantic/);
    expect(paraphrase.text).toBe(first.text);
    expect(lookalike.status).toMatch(/fwd=miss; detail=(veto:|below-bar)/);
  });
});
