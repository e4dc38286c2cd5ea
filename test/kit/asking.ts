import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { type CacheStatus, parseCacheStatus } from './cache-status.ts';

/** One question, in no API. */
export interface Asking {
  readonly model: string;
  readonly question: string;
  readonly temperature?: number;
  /** Fields of the body beside these. */
  readonly extra?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an SDK made of the answer. */
export interface Answered {
  readonly id: string;
  readonly text: string;
  readonly finish: string | null;
  readonly usage: { readonly input: number | undefined; readonly output: number | undefined };
  readonly headers: Headers;
  readonly status: CacheStatus['parameters'];
}

export type Ask = (asking: Asking) => Promise<Answered>;

export const openaiClient = (baseURL: string, apiKey = 'sk-client'): OpenAI =>
  new OpenAI({ baseURL, apiKey, maxRetries: 0 });

export const anthropicClient = (baseURL: string, apiKey = 'sk-client'): Anthropic =>
  new Anthropic({ baseURL, apiKey, maxRetries: 0 });

const bodyOf = ({ model, question, temperature, extra }: Asking) => ({
  model,
  messages: [{ role: 'user' as const, content: question }],
  ...(temperature === undefined ? {} : { temperature }),
  ...extra,
});

const answered = (headers: Headers, answer: Omit<Answered, 'headers' | 'status'>): Answered => ({
  ...answer,
  headers,
  status: parseCacheStatus(headers.get('cache-status')).parameters,
});

/** Asks by the OpenAI SDK for a JSON answer. */
export const askOpenai =
  (client: OpenAI): Ask =>
  async (asking) => {
    const { data, response } = await client.chat.completions
      .create({ ...bodyOf(asking), stream: false }, { headers: asking.headers ?? {} })
      .withResponse();
    const [choice] = data.choices;
    return answered(response.headers, {
      id: data.id,
      text: choice?.message.content ?? '',
      finish: choice?.finish_reason ?? null,
      usage: { input: data.usage?.prompt_tokens, output: data.usage?.completion_tokens },
    });
  };

/** Asks by the OpenAI SDK for a stream with its usage. */
export const askOpenaiStream =
  (client: OpenAI): Ask =>
  async (asking) => {
    const { data, response } = await client.chat.completions
      .create(
        { stream_options: { include_usage: true }, ...bodyOf(asking), stream: true },
        { headers: asking.headers ?? {} },
      )
      .withResponse();
    let id = '';
    let text = '';
    let finish: string | null = null;
    let usage: Answered['usage'] = { input: undefined, output: undefined };
    for await (const chunk of data) {
      id = chunk.id;
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      if (chunk.usage) usage = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens };
    }
    return answered(response.headers, { id, text, finish, usage });
  };

const MAX_TOKENS = 1024;

/** Asks by the Anthropic SDK for a JSON answer. */
export const askAnthropic =
  (client: Anthropic): Ask =>
  async (asking) => {
    const { data, response } = await client.messages
      .create({ max_tokens: MAX_TOKENS, ...bodyOf(asking), stream: false }, { headers: asking.headers ?? {} })
      .withResponse();
    return answered(response.headers, messageOf(data));
  };

/** Asks by the Anthropic SDK for a stream. */
export const askAnthropicStream =
  (client: Anthropic): Ask =>
  async (asking) => {
    const stream = client.messages.stream(
      { max_tokens: MAX_TOKENS, ...bodyOf(asking) },
      { headers: asking.headers ?? {} },
    );
    const { response } = await stream.withResponse();
    return answered(response.headers, messageOf(await stream.finalMessage()));
  };

function messageOf(message: Anthropic.Message): Omit<Answered, 'headers' | 'status'> {
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const { input_tokens: input, output_tokens: output } = message.usage;
  return { id: message.id, text, finish: message.stop_reason, usage: { input, output } };
}

/** Each way in which an SDK asks a gateway. */
export interface Way {
  readonly name: string;
  readonly ask: (gatewayUrl: string, apiKey?: string) => Ask;
}

export const OPENAI_JSON: Way = {
  name: 'openai, JSON',
  ask: (url, key) => askOpenai(openaiClient(`${url}/v1`, key)),
};
export const OPENAI_STREAM: Way = {
  name: 'openai, stream',
  ask: (url, key) => askOpenaiStream(openaiClient(`${url}/v1`, key)),
};
export const ANTHROPIC_JSON: Way = {
  name: 'anthropic, JSON',
  ask: (url, key) => askAnthropic(anthropicClient(`${url}/anthropic`, key)),
};
export const ANTHROPIC_STREAM: Way = {
  name: 'anthropic, stream',
  ask: (url, key) => askAnthropicStream(anthropicClient(`${url}/anthropic`, key)),
};

export const WAYS: readonly Way[] = [OPENAI_JSON, OPENAI_STREAM, ANTHROPIC_JSON, ANTHROPIC_STREAM];
