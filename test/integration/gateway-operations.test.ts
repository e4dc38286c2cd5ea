import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { type Answered, WAYS } from '../kit/asking.ts';
import { parseCacheStatus } from '../kit/cache-status.ts';
import { type ChildGateway, endChild, startChildGateway } from '../kit/child-gateway.ts';
import { APIS } from '../kit/envelopes.ts';
import { type Exchanged, exchange, postJson } from '../kit/exchange.ts';
import { temporaryFolder } from '../kit/gateway.ts';
import { growth, readMetrics, written } from '../kit/metrics.ts';
import { type Stack, startStack, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

const QUESTION = 'How do I reset my account password?';
const PARAPHRASE = 'How can I reset my account password?';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    mock: { answerTokens: 10 },
    settings: {
      'logs.level': 'silent',
      routes: [{ model: 'failing', retries: 0, targets: [{ provider: 'openai', model: 'fault-500' }] }],
    },
  });
});
afterAll(() => stack.dispose());

const chat = (fields: object = {}, headers: object = {}): Promise<Exchanged> =>
  postJson(
    `${stack.gateway.url}/v1/chat/completions`,
    { model: 'gpt-4o-mini', messages: [{ role: 'user', content: QUESTION }], ...fields },
    { ...headers },
  );

describe('[C31] every answer says what the cache did', () => {
  it('in a Cache-Status as RFC 9211 writes it, with a request id', async () => {
    const url = stack.gateway.url;
    await chat();
    await written(url);
    const answers: Exchanged[] = [
      await chat(),
      await chat({ messages: [{ role: 'user', content: PARAPHRASE }] }),
      await chat({ messages: [{ role: 'user', content: QUESTION.toLowerCase() }] }),
      await chat({ stream: true }),
      await chat({ model: 'status-miss' }),
      await chat({ model: 'status-miss-stream', stream: true }),
      await chat({ temperature: 1 }),
      await chat({ store: true }),
      await chat({}, { 'cache-control': 'no-cache' }),
      await chat({ model: 'never' }, { 'cache-control': 'only-if-cached' }),
      await chat({ model: 'failing' }),
      await chat({ model: 'fault-400' }),
      await chat({ model: 5 }),
      await chat({
        messages: [{ role: 'user', content: 'Wie setze ich mein Passwort zurück, bitte schön?' }],
      }),
      await postJson(`${url}/v1/embeddings`, { model: 'text-embedding-3-small', input: 'x' }),
      await exchange(`${url}/v1/models`, { headers: { authorization: 'Bearer sk-client' } }),
      await exchange(`${url}/nothing`),
    ];
    for (const { headers } of answers) {
      const status = parseCacheStatus(String(headers['cache-status']));
      expect(status.cache).toBe('reprise');
      expect(status.parameters).toHaveProperty('detail');
      expect(headers['x-reprise-request-id']).toMatch(/^req_[0-9A-Za-z]{24}$/);
      expect(status.parameters.hit === true).toBe(headers.age !== undefined);
    }
    const ids = answers.map(({ headers }) => headers['x-reprise-request-id']);
    expect(new Set(ids).size).toBe(answers.length);
  });

  it('misses name provider, model and attempts; hits their entry, what they saved and their age', async () => {
    const miss = (await chat({ model: 'gpt-6-luna' })).headers;
    expect(miss).toMatchObject({
      'x-reprise-provider': 'openai',
      'x-reprise-model': 'gpt-6-luna',
      'x-reprise-attempts': '1',
      'x-reprise-cost': expect.stringMatching(/^0\.\d{9}$/),
    });
    const hit = (await chat({ model: 'gpt-6-luna' })).headers;
    expect(hit).toMatchObject({
      'x-reprise-provider': 'openai',
      'x-reprise-model': 'gpt-6-luna',
      'x-reprise-saved': miss['x-reprise-cost'],
      'x-reprise-cache-entry': expect.stringMatching(/^[\w-]{20,}$/),
      age: expect.stringMatching(/^\d+$/),
    });
    expect(hit).not.toHaveProperty('x-reprise-attempts');
    expect(hit).not.toHaveProperty('x-reprise-cost');
  });

  it('[C35] an unknown price is unknown, never zero', async () => {
    expect((await chat({ model: 'made-up' })).headers).not.toHaveProperty('x-reprise-cost');
    expect((await chat({ model: 'made-up' })).headers).not.toHaveProperty('x-reprise-saved');
  });
});

const NAMES = [
  'requests_total',
  'request_duration_seconds_count',
  'cache_lookups_total',
  'cache_vetoes_total',
  'cache_stage_duration_seconds_count',
  'cache_similarity_count',
  'cache_writes_total',
  'cache_entries',
  'cache_bytes',
  'write_queue_depth',
  'upstream_requests_total',
  'upstream_duration_seconds_count',
  'upstream_time_to_first_token_seconds_count',
  'tokens_total',
  'tokens_saved_total',
  'cost_usd_total',
  'cost_saved_usd_total',
  'event_loop_delay_seconds',
].map((name) => `reprise_${name}`);

describe('/metrics', () => {
  it('has every name of the architecture after a miss, hits and a look-alike', async () => {
    for (const stream of [false, true]) {
      const model = `gpt-4o${stream ? '' : '-mini'}`;
      const put = (question: string) =>
        chat({ model, stream, messages: [{ role: 'user', content: question }] });
      await put('How can I turn on dark mode in the app?');
      await written(stack.gateway.url);
      await put('How do I turn on dark mode in the app?');
      await put('How do I import contacts before the migration?');
      await written(stack.gateway.url);
      await put('How do I import contacts after the migration?');
    }
    const names = (await readMetrics(stack.gateway.url)).names();
    expect(NAMES.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(WAYS)('counts a miss and two hits right: $name', async (way) => {
    const api = way.name.startsWith('openai') ? 'openai' : 'anthropic';
    const model = api === 'openai' ? 'gpt-6-luna' : 'claude-haiku-4-5';
    const question = `What is counted here: ${way.name}?`;
    const route = api === 'openai' ? '/v1/chat/completions' : '/v1/messages';
    const answers: Answered[] = [];
    const ask = async () => answers.push(await way.ask(stack.gateway.url)({ model, question }));
    const grown = await growth(
      stack.gateway.url,
      [
        ['reprise_requests_total', { route, status: '200' }],
        ['reprise_upstream_requests_total', { provider: api, model, status: '200' }],
        ['reprise_cache_lookups_total', { tier: 'exact', result: 'hit' }],
        ['reprise_cache_lookups_total', { tier: 'exact', result: 'miss' }],
        ['reprise_cache_lookups_total', { tier: 'semantic', result: 'miss' }],
        ['reprise_cache_writes_total', { result: 'queued' }],
        ['reprise_cache_entries'],
        ['reprise_tokens_total', { type: 'input' }],
        ['reprise_tokens_total', { type: 'output' }],
        ['reprise_tokens_saved_total'],
      ],
      async () => {
        for (let i = 0; i < 3; i++) await ask();
        await written(stack.gateway.url);
      },
    );
    const { input = 0, output = 0 } = answers[0]?.usage ?? {};
    expect(output).toBe(10);
    expect(grown).toEqual([3, 1, 2, 1, 1, 1, 1, input, output, 2 * (input + output)]);
  });

  it('money: what was bought and what hits saved', async () => {
    const cost = async (work: () => Promise<unknown>) =>
      growth(stack.gateway.url, [['reprise_cost_usd_total'], ['reprise_cost_saved_usd_total']], work);
    const put = () =>
      chat({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is it worth?' }] });
    const [bought = 0, none] = await cost(put);
    const [nothing, saved] = await cost(put);
    expect(bought).toBeGreaterThan(0);
    expect(none).toBe(0);
    expect(nothing).toBe(0);
    expect(saved).toBeCloseTo(bought, 12);
  });

  it('failures, refusals and unknown paths are counted under their status', async () => {
    const grown = await growth(
      stack.gateway.url,
      [
        ['reprise_requests_total', { route: '/v1/chat/completions', status: '500' }],
        ['reprise_requests_total', { route: '/v1/chat/completions', status: '400' }],
        ['reprise_requests_total', { status: '404' }],
        ['reprise_upstream_requests_total', { status: '500' }],
        ['reprise_cache_writes_total'],
      ],
      async () => {
        await chat({ model: 'failing', messages: [{ role: 'user', content: 'fails' }] });
        await chat({ messages: [] });
        await exchange(`${stack.gateway.url}/v1/made-up/path-${Math.PI}`);
      },
    );
    expect(grown).toEqual([1, 1, 1, 1, 0]);
  });

  it('clients cannot make up series: unknown models are `other`, unknown paths one route', async () => {
    for (let i = 0; i < 5; i++) {
      await chat({ model: `invented-${i}` });
      await exchange(`${stack.gateway.url}/v1/invented-${i}`);
    }
    const { text, sum } = await readMetrics(stack.gateway.url);
    expect(text).not.toContain('invented');
    expect(sum('reprise_upstream_requests_total', { model: 'other' })).toBeGreaterThanOrEqual(5);
  });

  it('no series has a label for a tenant, key or prompt', async () => {
    const { text } = await readMetrics(stack.gateway.url);
    const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, name]) => name));
    const known = [
      'cache',
      'kind',
      'le',
      'major',
      'minor',
      'model',
      'patch',
      'provider',
      'quantile',
      'result',
    ];
    const more = ['route', 'slot', 'space', 'stage', 'status', 'tier', 'type', 'version', 'what'];
    for (const label of labels) expect([...known, ...more]).toContain(label);
  });
});

describe('/livez and /readyz', () => {
  it('answer in JSON; readyz names each part, its status and since when', async () => {
    const livez = await exchange(`${stack.gateway.url}/livez`);
    expect(livez.headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(livez.body.toString())).toEqual({ status: 'ok' });
    const readyz = await exchange(`${stack.gateway.url}/readyz`);
    expect(readyz.status).toBe(200);
    const { status, parts } = JSON.parse(readyz.body.toString());
    expect(status).toBe('ok');
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['embedder', 'entries']));
    for (const part of Object.values(parts)) {
      expect(part).toEqual({ status: 'ok', since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    }
  });
});

describe('secrets', () => {
  const MARKS = {
    prompt: 'PROMPTMARK7',
    answer: 'ANSWERMARK7',
    clientKey: 'sk-CLIENTMARK7',
    providerKey: 'sk-PROVIDERMARK7',
    system: 'SYSTEMMARK7',
  };
  let dataDir: string;
  let upstream: MockProvider;
  let child: ChildGateway | undefined;
  beforeAll(async () => {
    dataDir = temporaryFolder();
    upstream = await createMockProvider({ answer: () => `${MARKS.answer} is what I say.` });
    child = await startChildGateway(dataDir, {
      ...upstreamAt(upstream.url),
      OPENAI_API_KEY: MARKS.providerKey,
      ANTHROPIC_API_KEY: MARKS.providerKey,
      REPRISE_PROVIDERS__OPENAI__TIMEOUTS__FIRST_TOKEN_MS: '200',
      REPRISE_PROVIDERS__ANTHROPIC__TIMEOUTS__FIRST_TOKEN_MS: '200',
    });
  });
  afterAll(async () => {
    await endChild(child);
    await upstream.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('no prompt, answer or key is in the logs at info level, nor in the metrics', async () => {
    if (!child) throw new Error('not started');
    const { url, output } = child;
    const headers = { authorization: `Bearer ${MARKS.clientKey}` };
    const ask = (path: string, fields: object) =>
      postJson(
        url + path,
        {
          model: 'm',
          max_tokens: 9,
          messages: [
            { role: 'user', content: MARKS.system },
            { role: 'assistant', content: 'Yes.' },
            { role: 'user', content: `What is ${MARKS.prompt}?` },
          ],
          ...fields,
        },
        headers,
      );
    const faults = [
      'fault-500',
      'fault-reset',
      'fault-html',
      'fault-garbage',
      'fault-cut',
      'fault-stall-stream',
      'fault-401',
    ];
    const asked: Promise<unknown>[] = [];
    for (const { path } of APIS) {
      asked.push(
        ask(path, {}).then(() => ask(path, {})),
        ask(path, { stream: true }),
      );
      for (const model of faults) asked.push(ask(path, { model, stream: true }));
      for (const fields of [
        { messages: MARKS.prompt },
        { temperature: MARKS.prompt },
        { tools: MARKS.prompt },
      ]) {
        asked.push(ask(path, fields));
      }
      asked.push(exchange(url + path, { headers, body: `{"${MARKS.prompt}` }));
    }
    asked.push(exchange(`${url}/v1/${MARKS.prompt}`, { headers }));
    asked.push(ask('/v1/chat/completions', { model: `${MARKS.prompt}/x` }));
    await Promise.all(asked);
    await written(url);
    const { text } = await readMetrics(url);
    child.signal('SIGTERM');
    await child.exited;
    await until('its last words have come', () => output().includes('SIGTERM'));
    for (const [what, mark] of Object.entries(MARKS)) {
      expect(output(), `${what} in the log`).not.toContain(mark);
      expect(text, `${what} in the metrics`).not.toContain(mark);
    }
    for (const line of output().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    expect(output()).toMatch(/"code":"upstream-/);
  });
});
