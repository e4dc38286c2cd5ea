import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion, completionFrames, message, messageFrames } from '../kit/answers.ts';
import {
  ANTHROPIC_JSON,
  ANTHROPIC_STREAM,
  type Answered,
  OPENAI_JSON,
  OPENAI_STREAM,
  type Way,
} from '../kit/asking.ts';
import { createGate, type Gate } from '../kit/gate.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import {
  beginEvents,
  type ScriptedUpstream,
  sendJson,
  startScriptedUpstream,
} from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

const AT_ONCE = 30;
const PIECES = ['One', ' answer', ' for', ' all', ' of', ' them.'];
const TEXT = PIECES.join('');

let upstream: ScriptedUpstream;
let gateway: TestGateway;
/** Lets the provider answer: everybody has to be waiting by then. */
let gate: Gate;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({ env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS } });
});
beforeEach(() => {
  gate = createGate();
  upstream.play(async (response, { path, body }) => {
    const { stream } = JSON.parse(body.toString());
    const openai = path.endsWith('/chat/completions');
    if (!stream) {
      await gate.opened;
      return sendJson(response, openai ? completion(TEXT) : message(TEXT));
    }
    const frames = openai ? completionFrames(PIECES) : messageFrames(PIECES);
    beginEvents(response);
    response.write(frames.slice(0, 2).join(''));
    await gate.opened;
    response.end(frames.slice(2).join(''));
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

const lookups = async () =>
  (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });

/** All ways at once, one after the other in turn; the provider answers when the last has looked. */
async function askAtOnce(ways: readonly Way[], model: string): Promise<readonly Answered[]> {
  const before = await lookups();
  const asked = Array.from({ length: AT_ONCE }, (_, i) =>
    (ways[i % ways.length] as Way).ask(gateway.url)({ model, question: 'What does everybody ask?' }),
  );
  await until('all requests have looked', async () => (await lookups()) - before >= AT_ONCE);
  gate.open();
  return Promise.all(asked);
}

describe(`[C28] ${AT_ONCE} equal requests at once are one upstream call`, () => {
  it.each([
    { name: 'JSON, OpenAI', ways: [OPENAI_JSON] },
    { name: 'streamed, OpenAI', ways: [OPENAI_STREAM] },
    { name: 'JSON first, mixed, OpenAI', ways: [OPENAI_JSON, OPENAI_STREAM] },
    { name: 'stream first, mixed, OpenAI', ways: [OPENAI_STREAM, OPENAI_JSON] },
    { name: 'JSON, Anthropic', ways: [ANTHROPIC_JSON] },
    { name: 'streamed, Anthropic', ways: [ANTHROPIC_STREAM] },
    { name: 'JSON first, mixed, Anthropic', ways: [ANTHROPIC_JSON, ANTHROPIC_STREAM] },
    { name: 'stream first, mixed, Anthropic', ways: [ANTHROPIC_STREAM, ANTHROPIC_JSON] },
  ])('$name', async ({ name, ways }) => {
    const answers = await askAtOnce(ways, name.replace(/\W+/g, '-'));
    expect(upstream.received).toHaveLength(1);
    for (const answer of answers) {
      expect(answer.text).toBe(TEXT);
      expect(answer.finish).toMatch(/^(stop|end_turn)$/);
      expect(answer.usage.input).toBe(7);
      expect(answer.status).toMatchObject({ fwd: 'miss', detail: 'no-neighbour' });
    }
    const shared = answers.filter(({ status }) => status.collapsed === true);
    expect(shared).toHaveLength(AT_ONCE - 1);
    // Whoever shared was not billed: only the one that called says what it cost.
    expect(shared.every(({ headers }) => headers.get('x-reprise-cost') === null)).toBe(true);
  });
});

describe('[C28] what differs is no company', () => {
  it('requests of two credentials, or with no-store or no-cache, make calls of their own', async () => {
    gate.open();
    const asking = { model: 'apart', question: 'What does everybody ask?' };
    const ask = (key: string, cacheControl?: string) =>
      OPENAI_JSON.ask(
        gateway.url,
        key,
      )({ ...asking, headers: cacheControl === undefined ? {} : { 'cache-control': cacheControl } });
    await Promise.all([
      ask('sk-one'),
      ask('sk-two'),
      ask('sk-three', 'no-store'),
      ask('sk-three', 'no-cache'),
    ]);
    expect(upstream.received).toHaveLength(4);
  });

  it('usage is obeyed per follower: each gets the final chunk only if it asked for it', async () => {
    const stream = async (includeUsage: boolean) => {
      const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-client' },
        body: JSON.stringify({
          model: 'usage-each',
          messages: [{ role: 'user', content: 'What does everybody ask?' }],
          stream: true,
          stream_options: { include_usage: includeUsage },
        }),
      });
      return answer.text();
    };
    const before = await lookups();
    const asked = [false, true, false, true].map(stream);
    await until('all four have looked', async () => (await lookups()) - before >= 4);
    gate.open();
    const texts = await Promise.all(asked);
    expect(upstream.received).toHaveLength(1);
    for (const [i, text] of texts.entries()) {
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(text.includes('"total_tokens"')).toBe(i % 2 === 1);
    }
  });
});
