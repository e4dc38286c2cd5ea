import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anthropicError,
  completion,
  completionFrames,
  message,
  messageFrames,
  openaiError,
} from '../kit/answers.ts';
import { APIS, type Api, expectError } from '../kit/envelopes.ts';
import { postJson } from '../kit/exchange.ts';
import { createGate } from '../kit/gate.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { growth, readMetrics } from '../kit/metrics.ts';
import {
  beginEvents,
  type Script,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { openStream } from '../kit/streaming-client.ts';
import { until } from '../kit/until.ts';

const FIRST_TOKEN_MS = 150;

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  first = await startScriptedUpstream();
  second = await startScriptedUpstream();
  const key = (value: string) => [{ name: 'only', value, weight: 1 }];
  const timeouts = { connectMs: 500, firstTokenMs: FIRST_TOKEN_MS, idleMs: 5_000, totalMs: 5_000 };
  const route = (model: string, retries: number, ...providers: string[]) => ({
    model,
    retries,
    targets: providers.map((provider) => ({ provider, model: `${provider}-model` })),
  });
  gateway = await startTestGateway({
    env: { ...upstreamAt(first.url), ...PROVIDER_KEYS },
    settings: {
      'cache.match': 'exact',
      'logs.level': 'silent',
      'providers.openai.timeouts': timeouts,
      'providers.anthropic.timeouts': timeouts,
      'providers.openai-2': { type: 'openai', baseUrl: `${second.url}/v1`, keys: key('sk-2'), timeouts },
      'providers.anthropic-2': { type: 'anthropic', baseUrl: second.url, keys: key('sk-ant-2'), timeouts },
      routes: [
        route('openai-pair', 0, 'openai', 'openai-2'),
        route('anthropic-pair', 0, 'anthropic', 'anthropic-2'),
        route('openai-alone', 2, 'openai'),
        route('anthropic-alone', 2, 'anthropic'),
      ],
    },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await first.close();
  await second.close();
});

const goodAnswer =
  (api: Api, text = 'from the second'): Script =>
  (response, { body }) => {
    if (!JSON.parse(body.toString()).stream) {
      return sendJson(response, api.name === 'openai' ? completion(text) : message(text));
    }
    beginEvents(response);
    const frames = api.name === 'openai' ? completionFrames([text]) : messageFrames([text]);
    response.end(frames.join(''));
  };
const failure =
  (api: Api, status: number, headers: object = {}): Script =>
  (response) =>
    sendJson(response, api.name === 'openai' ? openaiError('no') : anthropicError('no'), status, headers);

let questions = 0;
const ask = (api: Api, route: 'pair' | 'alone', fields: object = {}) =>
  postJson(gateway.url + api.path, {
    model: `${api.name}-${route}`,
    messages: [{ role: 'user', content: `Question ${questions++}` }],
    ...api.required,
    ...fields,
  });

const CASES = APIS.flatMap((api) =>
  [false, true].map((stream) => ({ api, stream, as: `${api.name}, stream ${stream}` })),
);

describe.each(CASES)('$as', ({ api, stream }) => {
  const askPair = () => ask(api, 'pair', { stream });

  it.each([408, 409, 429, 500, 502, 503, 504, 529])('after %d the next target answers', async (status) => {
    first.play(failure(api, status));
    second.play(goodAnswer(api));
    const answer = await askPair();
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toContain('from the second');
    expect(answer.headers).toMatchObject({
      'x-reprise-provider': `${api.name}-2`,
      'x-reprise-model': `${api.name}-2-model`,
      'x-reprise-attempts': '2',
    });
    expect(first.received).toHaveLength(1);
    expect(second.received).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 422])(
    '%d is the request’s own fault: nobody else is asked',
    async (status) => {
      first.play(failure(api, status));
      second.play(goodAnswer(api));
      const answer = await askPair();
      expect(answer.status).toBe(status);
      expect(first.received).toHaveLength(1);
      expect(second.received).toHaveLength(0);
    },
  );

  it('each target gets its own model name and key, and the rest as it came', async () => {
    first.play(failure(api, 500));
    second.play(goodAnswer(api));
    await askPair();
    const [a, b] = [first.received[0], second.received[0]];
    expect(JSON.parse(a?.body.toString() ?? '').model).toBe(`${api.name}-model`);
    expect(JSON.parse(b?.body.toString() ?? '').model).toBe(`${api.name}-2-model`);
    expect(b?.body.toString()).toBe(a?.body.toString().replace(`${api.name}-model`, `${api.name}-2-model`));
    const credentials = b?.headers.authorization ?? b?.headers['x-api-key'];
    expect(credentials).toBe(api.name === 'openai' ? 'Bearer sk-2' : 'sk-ant-2');
  });

  it('no header of the failed attempt reaches the client', async () => {
    first.play(
      failure(api, 429, {
        'x-request-id': 'req_failed',
        'x-ratelimit-remaining-requests': '0',
        'retry-after': '60',
        'openai-processing-ms': '1',
      }),
    );
    second.play(goodAnswer(api));
    const { headers } = await askPair();
    for (const name of [
      'x-request-id',
      'x-ratelimit-remaining-requests',
      'retry-after',
      'openai-processing-ms',
    ]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('a reset connection and a page of HTML are failures like any other', async () => {
    for (const script of [
      ((response) => void response.socket?.resetAndDestroy()) satisfies Script,
      ((response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html></html>');
      }) satisfies Script,
    ]) {
      first.play(script);
      second.play(goodAnswer(api));
      expect((await askPair()).body.toString()).toContain('from the second');
    }
  });

  it('when all fail, the last provider’s own words come back', async () => {
    first.play(failure(api, 503));
    second.play(failure(api, 529, { 'retry-after': '7' }));
    const answer = await askPair();
    expect(answer.status).toBe(529);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.headers['x-reprise-attempts']).toBe('2');
  });

  it('a provider’s words are kept over a connection that failed after them', async () => {
    first.play(failure(api, 503));
    second.play((response) => void response.socket?.resetAndDestroy());
    expect((await askPair()).status).toBe(503);
  });
});

describe.each(APIS)('$name, before the first byte', (api) => {
  it('a silent stream is given up after firstTokenMs, before and after its headers', async () => {
    for (const script of [
      (() => {}) satisfies Script,
      ((response) => beginEvents(response)) satisfies Script,
    ]) {
      first.play(script);
      second.play(goodAnswer(api));
      const answer = await ask(api, 'pair', { stream: true });
      expect(answer.body.toString()).toContain('from the second');
      expect(answer.headers['x-reprise-attempts']).toBe('2');
      await until('the silent call was ended', () => first.received[0]?.aborted());
    }
  });

  it('a stream that begins with an error goes to the next target, in however many pieces it comes', async () => {
    const error =
      api.name === 'openai'
        ? `data: ${openaiError('overloaded')}\n\n`
        : `event: error\ndata: ${anthropicError('Overloaded', 'overloaded_error')}\n\n`;
    for (const sizes of [error.length, 9]) {
      first.play(async (response) => {
        beginEvents(response);
        for (let at = 0; at < error.length; at += sizes) {
          await new Promise((resolve) =>
            response.write(error.slice(at, at + sizes), () => setImmediate(resolve)),
          );
        }
        response.end();
      });
      second.play(goodAnswer(api));
      const answer = await ask(api, 'pair', { stream: true });
      expect(answer.body.toString()).toContain('from the second');
      expect(answer.body.toString()).not.toContain('verloaded');
    }
  });

  it('an empty stream goes to the next target', async () => {
    first.play((response) => {
      beginEvents(response);
      response.end();
    });
    second.play(goodAnswer(api));
    expect((await ask(api, 'pair', { stream: true })).body.toString()).toContain('from the second');
  });

  it('an error status that calls itself an event stream is an error status', async () => {
    const later: Script = (response) => {
      response.writeHead(503, { 'content-type': 'text/event-stream' });
      response.end('data: {"detail":"later"}\n\n');
    };
    first.play(later);
    second.play(goodAnswer(api));
    const answer = await ask(api, 'pair', { stream: true });
    expect(answer.body.toString()).toContain('from the second');
    second.play(later);
    const failed = await ask(api, 'pair', { stream: true });
    expect(failed.status).toBe(503);
    expect(failed.body.toString()).toBe('data: {"detail":"later"}\n\n');
  });
});

describe.each(APIS)('$name, after the first byte', (api) => {
  const [terminal, frames] =
    api.name === 'openai'
      ? ['[DONE]', completionFrames(['One', ' two'])]
      : ['message_stop', messageFrames(['One', ' two'])];

  it.each([
    ['cut off', (response: Parameters<Script>[0]) => void response.socket?.destroy()],
    ['ended without an end mark', (response: Parameters<Script>[0]) => void response.end()],
  ])(
    'a stream that is %s ends with an error event, is not tried elsewhere and not stored',
    async (_, end) => {
      const cut: Script = async (response) => {
        beginEvents(response);
        await new Promise((resolve) =>
          response.write(frames.slice(0, 4).join(''), () => setImmediate(resolve)),
        );
        end(response);
      };
      first.play(cut);
      second.play(goodAnswer(api));
      const body = {
        model: `${api.name}-pair`,
        messages: [{ role: 'user', content: `Cut ${_}` }],
        stream: true,
      };
      const [cuts] = await growth(
        gateway.url,
        [['reprise_upstream_requests_total', { status: 'stream-cut' }]],
        async () => {
          const answer = await postJson(gateway.url + api.path, { ...api.required, ...body });
          expect(answer.status).toBe(200);
          expect(answer.body.toString()).toContain('One');
          expect(answer.body.toString()).toContain('upstream-stream-cut');
          expect(answer.body.toString()).not.toContain(terminal);
        },
      );
      expect(cuts).toBe(1);
      expect(second.received).toHaveLength(0);
      first.play(goodAnswer(api, 'whole this time'));
      const again = await postJson(gateway.url + api.path, { ...api.required, ...body });
      expect(again.headers['cache-status']).toMatch(/fwd=miss/);
      expect(again.body.toString()).toContain('whole this time');
    },
  );

  it('[C28] followers of a stream that is cut get what came and the error; a JSON follower an error of its own', async () => {
    const gate = createGate();
    first.play(async (response) => {
      beginEvents(response);
      response.write(frames.slice(0, 4).join(''));
      await gate.opened;
      response.socket?.destroy();
    });
    const body = {
      model: `${api.name}-pair`,
      messages: [{ role: 'user', content: 'Cut for all' }],
      ...api.required,
    };
    const looked = async () =>
      (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });
    const leader = openStream(gateway.url + api.path, { ...body, stream: true });
    await leader.seen('One');
    const before = await looked();
    const follower = openStream(gateway.url + api.path, { ...body, stream: true });
    const json = postJson(gateway.url + api.path, body);
    await follower.seen('One');
    await until('the JSON client has looked', async () => (await looked()) - before === 2);
    gate.open();
    for (const client of [leader, follower]) {
      expect(await client.ended).toEqual({ complete: true });
      expect(client.text()).toContain('upstream-stream-cut');
      expect(client.text()).not.toContain(terminal);
    }
    expectError(api.name, await json, { status: 502, code: 'upstream-stream-cut' });
    expect(first.received).toHaveLength(1);
  });
});

describe.each(APIS)('$name, one target', (api) => {
  it('is tried again with growing pauses, at most as often as the route says', async () => {
    first.play(failure(api, 500));
    const answer = await ask(api, 'alone');
    expect(answer.status).toBe(500);
    expect(answer.headers['x-reprise-attempts']).toBe('3');
    const [a, b, c] = first.received.map(({ at }) => at);
    expect((b ?? 0) - (a ?? 0)).toBeGreaterThanOrEqual(120);
    expect((c ?? 0) - (b ?? 0)).toBeGreaterThanOrEqual(245);
  });

  it('is never tried before its Retry-After', async () => {
    first.play((response, request, number) =>
      number === 1
        ? failure(api, 429, { 'retry-after': '1' })(response, request, 1)
        : goodAnswer(api)(response, request, 2),
    );
    const answer = await ask(api, 'alone');
    expect(answer.status).toBe(200);
    const [a, b] = first.received.map(({ at }) => at);
    expect((b ?? 0) - (a ?? 0)).toBeGreaterThanOrEqual(995);
  });

  it('a Retry-After that is too long to wait for goes to the client at once', async () => {
    first.play(failure(api, 429, { 'retry-after': '3600' }));
    const answer = await ask(api, 'alone');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('3600');
    expect(answer.headers['x-reprise-attempts']).toBe('1');
    expect(first.received).toHaveLength(1);
  });
});

describe.each(APIS)('[C28] $name, equal requests whose leader fails', (api) => {
  it('one follower at a time takes the lead, not all at once', async () => {
    const gate = createGate();
    const running = { now: 0, most: 0 };
    first.play(async (response, request, number) => {
      running.now++;
      running.most = Math.max(running.most, running.now);
      if (number === 1) await gate.opened;
      running.now--;
      await (number <= 2 ? failure(api, 503) : goodAnswer(api, 'after two failures'))(
        response,
        request,
        number,
      );
    });
    second.play(failure(api, 503));
    const looked = async () =>
      (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });
    const before = await looked();
    const body = {
      model: `${api.name}-pair`,
      messages: [{ role: 'user', content: 'All at once' }],
      ...api.required,
    };
    const asked = Array.from({ length: 10 }, () => postJson(gateway.url + api.path, body));
    await until('all have looked', async () => (await looked()) - before === 10);
    gate.open();
    const statuses = (await Promise.all(asked)).map(({ status }) => status).sort();
    // Two leaders failed and got their provider's words; the third answered for everybody else.
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 503, 503]);
    expect(first.received).toHaveLength(3);
    expect(running.most).toBe(1);
  });

  it('three leaders in turn are enough: then all fail with the last one’s error', async () => {
    let calls = 0;
    const gate = createGate();
    first.play(async (response, request, number) => {
      calls++;
      if (number === 1) await gate.opened;
      await failure(api, 503)(response, request, number);
    });
    second.play(failure(api, 500));
    const looked = async () =>
      (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });
    const before = await looked();
    const body = {
      model: `${api.name}-pair`,
      messages: [{ role: 'user', content: 'All fail' }],
      ...api.required,
    };
    const asked = Array.from({ length: 10 }, () => postJson(gateway.url + api.path, body));
    await until('all have looked', async () => (await looked()) - before === 10);
    gate.open();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(500));
    expect(calls).toBe(3);
  });
});
