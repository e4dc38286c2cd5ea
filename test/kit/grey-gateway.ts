import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { CacheSettings, EntryLabel, Judge, SemanticCache } from '#cache';
import { loadConfig } from '#config';
import { createAnswerChat } from '#gateway';
import { createApp } from '#http';
import { createMetrics } from '#observability';
import { createRouter } from '#routing';
import { composeGreyZone } from '../../src/compose/grey-zone.ts';
import { composeProviders } from '../../src/compose/providers.ts';
import { fakeParts } from '../unit/http/fake-parts.ts';
import { completion, completionFrames, message, messageFrames } from './answers.ts';
import { createTestCache, levelEmbedder, type TestCache } from './cache.ts';
import type { Gate } from './gate.ts';
import { temporaryFolder } from './gateway.ts';
import {
  beginEvents,
  type Received,
  type Script,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from './scripted-upstream.ts';
import { openStream, type StreamingClient } from './streaming-client.ts';

/** A gateway to which every question is near every other one, and none is sure: a chat model has to say. */
export interface GreyGateway {
  readonly url: string;
  /** Answers for `openai` and `anthropic` both. */
  readonly upstream: ScriptedUpstream;
  /** The chat model that verifies: `checker` in OpenAI's dialect, `checker-anthropic` in the other. */
  readonly checker: ScriptedUpstream;
  readonly cache: TestCache;
  /** Requests that have asked the exact tier; by the next event they lead a flight or have joined one. */
  readonly lookups: () => number;
  readonly labels: { readonly entryId: string; readonly label: EntryLabel }[];
  /** Has this answer given to the question and stored; other APIs of other providers have partitions of their own. */
  readonly remember: (question: string, answer: string, by?: AskedBy, options?: AskOptions) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export interface GreyGatewayOptions {
  readonly mode?: 'serial' | 'race' | 'local';
  /** The verifier, as the configuration names it. */
  readonly model?: string;
  readonly deadlineMs?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly judge?: Judge;
  /** Whether the gateway has keys of its own at all providers. */
  readonly keys?: 'configured' | 'none';
  readonly cacheSettings?: Partial<CacheSettings>;
}

export const PROBABILITY = 0.6;
const PRIOR = 0.55;

/** Finds the first candidate likely, and not sure. */
const greyJudge: Judge = (_asked, [candidate]) =>
  Promise.resolve(
    candidate
      ? { type: 'refuse', reason: 'below-bar', best: { candidate, probability: PROBABILITY, prior: PRIOR } }
      : { type: 'refuse', reason: 'no-neighbour', best: undefined },
  );

const SETTINGS: CacheSettings = {
  mode: 'on',
  match: 'semantic',
  scope: 'team',
  ttlSeconds: 3_600,
  errorBudget: 0.01,
};

export async function startGreyGateway(options: GreyGatewayOptions = {}): Promise<GreyGateway> {
  const upstream = await startScriptedUpstream(answering('unscripted'));
  const checker = await startScriptedUpstream(saying(() => 'no'));
  const folder = temporaryFolder();
  const keyed = options.keys !== 'none';
  const provider = (url: string, type: 'openai' | 'anthropic') => ({
    type,
    baseUrl: type === 'openai' ? `${url}/v1` : url,
    keys: keyed ? [{ name: 'ours', value: 'sk-ours' }] : [],
  });
  const { config } = loadConfig({
    env: {},
    cwd: folder,
    overrides: {
      dataDir: folder,
      'cache.verify.mode': options.mode ?? 'serial',
      'cache.verify.chat.model': options.model ?? 'checker/small',
      'cache.verify.chat.deadlineMs': options.deadlineMs ?? 60_000,
      providers: {
        openai: provider(upstream.url, 'openai'),
        anthropic: provider(upstream.url, 'anthropic'),
        checker: provider(checker.url, 'openai'),
        'checker-anthropic': provider(checker.url, 'anthropic'),
      },
      ...options.settings,
    },
  });
  const providers = composeProviders(config);
  const router = createRouter({ providers, routes: config.routes, retries: 0 });
  const metrics = createMetrics(() => true);
  const labels: GreyGateway['labels'] = [];
  const cache = await createTestCache(levelEmbedder, {
    judge: options.judge ?? greyJudge,
    evidence: { label: (entryId, label) => labels.push({ entryId, label }) },
  });
  let lookups = 0;
  const exact: SemanticCache['exact'] = (...asking) =>
    cache.cache.exact(...asking).finally(() => {
      lookups++;
    });
  const answerChat = createAnswerChat({
    clock: cache.clock,
    observer: metrics.gateway,
    random: Math.random,
    maxAnswerBytes: 1_000_000,
    cache: { ...cache.cache, exact },
    router,
    costOf: () => 1_000,
    settingsOf: () => ({ ...SETTINGS, ...options.cacheSettings }),
    hitUsage: 'upstream',
    grey: composeGreyZone(config, router),
  });
  const app = createApp(fakeParts({ answerChat, metrics, clock: cache.clock }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  return {
    url,
    upstream,
    checker,
    cache,
    lookups: () => lookups,
    labels,
    remember: async (question, answer, by = OPENAI, asking = {}) => {
      upstream.play(answering(answer));
      await ask(url, by, question, asking).ended;
      await cache.written();
      upstream.play(answering('fresh'));
    },
    dispose: async () => {
      await app.close();
      await Promise.all(providers.map((each) => each.close()));
      await Promise.all([upstream.close(), checker.close(), cache.close()]);
      metrics.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How a client asks. */
export interface AskedBy {
  readonly name: string;
  readonly path: string;
  readonly stream: boolean;
  readonly fields: object;
}

export const OPENAI: AskedBy = {
  name: 'openai, JSON',
  path: '/v1/chat/completions',
  stream: false,
  fields: {},
};
export const OPENAI_STREAM: AskedBy = { ...OPENAI, name: 'openai, stream', stream: true };
export const ANTHROPIC: AskedBy = {
  name: 'anthropic, JSON',
  path: '/anthropic/v1/messages',
  stream: false,
  fields: { max_tokens: 100 },
};
export const ANTHROPIC_STREAM: AskedBy = { ...ANTHROPIC, name: 'anthropic, stream', stream: true };
export const CLIENTS: readonly AskedBy[] = [OPENAI, OPENAI_STREAM, ANTHROPIC, ANTHROPIC_STREAM];

export interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly fields?: object;
}

/** Asks, and leaves it to the test to wait for the answer or to leave. */
export function ask(
  url: string,
  by: AskedBy,
  question: string,
  { headers = {}, fields = {} }: AskOptions = {},
): StreamingClient {
  const messages = [{ role: 'user', content: question }];
  const body = { model: 'large', messages, ...(by.stream ? { stream: true } : {}), ...by.fields, ...fields };
  return openStream(url + by.path, body, headers);
}

/** A provider's script: the answer in the API and the form that it was asked for, once the gates are open. */
export const answering =
  (text: string, before?: Gate, afterFirst?: Gate): Script =>
  async (response, request) => {
    await before?.opened;
    const isOpenai = isForOpenai(request);
    if (!JSON.parse(request.body.toString()).stream) {
      sendJson(response, isOpenai ? completion(text) : message(text));
      return;
    }
    const [first = '', ...rest] = isOpenai ? completionFrames([text]) : messageFrames([text]);
    beginEvents(response);
    response.write(first);
    await afterFirst?.opened;
    response.end(rest.join(''));
  };

const isForOpenai = ({ path }: Received): boolean => path.endsWith('/chat/completions');

/** The verifier's script: a reply, which may know the word for yes, once the gate is open. */
export const saying =
  (reply: (yes: string) => string, gate?: Gate): Script =>
  async (response, request) => {
    await gate?.opened;
    const text = reply(/yes-\w+/.exec(request.body.toString())?.[0] ?? 'no word for yes');
    sendJson(response, isForOpenai(request) ? completion(text) : message(text));
  };

export const YES = (yes: string): string => yes;
export const NO = (): string => 'no';

/** Never answers. */
export const hanging: Script = () => new Promise(() => {});

/** Ends with an error of the provider. */
export const failing =
  (status: number, gate?: Gate): Script =>
  async (response, request) => {
    await gate?.opened;
    const error = { type: 'error', error: { message: `scripted ${status}`, type: 'api_error' } };
    sendJson(response, JSON.stringify(isForOpenai(request) ? { error: error.error } : error), status);
  };

/** Drops the connection without an answer. */
export const dropping: Script = (response: ServerResponse) => {
  response.destroy();
};
