import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { Api } from './traffic/questions.ts';
import type { TrafficRequest } from './traffic/traffic.ts';

/** What a client got, and what the gateway said of it. */
export interface Reply {
  readonly text: string;
  /** From the call to the last byte of the answer, as the client sees it. */
  readonly ms: number;
  readonly headers: Headers;
}

export type Ask = (request: TrafficRequest) => Promise<Reply>;

/** The model each kind of application asks for; the price table has both. */
export const MODELS: Readonly<Record<Api, string>> = {
  openai: 'gpt-6.2-sol',
  anthropic: 'claude-sonnet-5-5',
};

/** The credential of every client of the demo: the gateway has no keys of its own, and shares answers by credential. */
export const CLIENT_KEY = 'demo';

const ANTHROPIC_MAX_TOKENS = 1024;

/** Asks the gateway as an application would: through the official SDKs, which know nothing but another base URL. */
export function createClients(gatewayUrl: string): Ask {
  const openai = new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: CLIENT_KEY, maxRetries: 0 });
  const anthropic = new Anthropic({
    baseURL: `${gatewayUrl}/anthropic`,
    apiKey: CLIENT_KEY,
    // Without this the SDK would also send a token of the user's own environment.
    authToken: null,
    maxRetries: 0,
  });
  return async (request) => {
    const started = performance.now();
    const { text, headers } =
      request.app.api === 'openai'
        ? await askOpenai(openai, request)
        : await askAnthropic(anthropic, request);
    return { text, headers, ms: performance.now() - started };
  };
}

type Answered = Omit<Reply, 'ms'>;

async function askOpenai(client: OpenAI, { app, text, stream }: TrafficRequest): Promise<Answered> {
  const body = {
    model: MODELS.openai,
    messages: [
      { role: 'system' as const, content: app.system },
      { role: 'user' as const, content: text },
    ],
  };
  if (!stream) {
    const { data, response } = await client.chat.completions.create(body).withResponse();
    return { text: data.choices[0]?.message.content ?? '', headers: response.headers };
  }
  const { data, response } = await client.chat.completions.create({ ...body, stream: true }).withResponse();
  let answer = '';
  for await (const chunk of data) answer += chunk.choices[0]?.delta.content ?? '';
  return { text: answer, headers: response.headers };
}

async function askAnthropic(client: Anthropic, { app, text, stream }: TrafficRequest): Promise<Answered> {
  const body = {
    model: MODELS.anthropic,
    max_tokens: ANTHROPIC_MAX_TOKENS,
    system: app.system,
    messages: [{ role: 'user' as const, content: text }],
  };
  if (!stream) {
    const { data, response } = await client.messages.create(body).withResponse();
    const texts = data.content.map((block) => (block.type === 'text' ? block.text : ''));
    return { text: texts.join(''), headers: response.headers };
  }
  const { data, response } = await client.messages.create({ ...body, stream: true }).withResponse();
  let answer = '';
  for await (const event of data) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') answer += event.delta.text;
  }
  return { text: answer, headers: response.headers };
}
