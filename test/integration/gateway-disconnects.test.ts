import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionFrames, messageFrames } from '../kit/answers.ts';
import { createGate, type Gate } from '../kit/gate.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { growth, readMetrics } from '../kit/metrics.ts';
import { beginEvents, type ScriptedUpstream, startScriptedUpstream } from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { openStream } from '../kit/streaming-client.ts';
import { until } from '../kit/until.ts';

const PIECES = ['One', ' two', ' three', ' four'];

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway({
    env: { ...upstreamAt(upstream.url), ...PROVIDER_KEYS },
    settings: { 'cache.match': 'exact' },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

const APIS = [
  { path: '/v1/chat/completions', frames: completionFrames(PIECES), end: 'data: [DONE]', fields: {} },
  { path: '/v1/messages', frames: messageFrames(PIECES), end: 'message_stop', fields: { max_tokens: 9 } },
];
let models = 0;
const bodyOf = (fields: object) => ({
  model: `leaving-${models++}`,
  messages: [{ role: 'user', content: 'Who is still there?' }],
  ...fields,
});
const exactLookups = async () =>
  (await readMetrics(gateway.url)).sum('reprise_cache_lookups_total', { tier: 'exact' });

/** Sends the first frames at once and the others when the gate opens. */
function playHalves(frames: readonly string[]): Gate {
  const gate = createGate();
  upstream.play(async (response) => {
    beginEvents(response);
    response.write(frames.slice(0, 4).join(''));
    await gate.opened;
    response.end(frames.slice(4).join(''));
  });
  return gate;
}

describe.each(APIS)('$path', ({ path, frames, end, fields }) => {
  const url = () => gateway.url + path;
  const stream = { ...fields, stream: true };

  it('[C28] a client that leaves in the middle of a silent stream ends the upstream call', async () => {
    playHalves(frames);
    const client = openStream(url(), bodyOf(stream));
    await client.seen('One');
    client.leave();
    await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
  });

  it('[C28] so does one that leaves before the first byte, streamed or not', async () => {
    for (const body of [bodyOf(stream), bodyOf(fields)]) {
      upstream.play(() => {}); // never answers
      const client = openStream(url(), body);
      await until('the provider was asked', () => upstream.received.length === 1);
      client.leave();
      await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
    }
  });

  it('and one that is not cached or not shared', async () => {
    playHalves(frames);
    const client = openStream(url(), bodyOf(stream), { 'cache-control': 'no-store' });
    await client.seen('One');
    client.leave();
    await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
  });

  it('is not counted as a stream that the provider cut', async () => {
    playHalves(frames);
    const [cut, attempts] = await growth(
      gateway.url,
      [
        ['reprise_upstream_requests_total', { status: 'stream-cut' }],
        ['reprise_upstream_requests_total', { status: '200' }],
      ],
      async () => {
        const client = openStream(url(), bodyOf(stream));
        await client.seen('One');
        client.leave();
        await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
      },
    );
    expect({ cut, attempts }).toEqual({ cut: 0, attempts: 1 });
  });

  it('[C20] what nobody heard to its end is not stored', async () => {
    const gate = playHalves(frames);
    const body = bodyOf(stream);
    const client = openStream(url(), body);
    await client.seen('One');
    client.leave();
    await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
    gate.open();
    const again = openStream(url(), body);
    expect(await again.ended).toEqual({ complete: true });
    expect(again.headers()['cache-status']).toMatch(/fwd=miss/);
  });

  it('[C28] a leader that leaves before the first byte does not end the flight of its followers', async () => {
    const gate = createGate();
    upstream.play(async (response) => {
      await gate.opened;
      beginEvents(response);
      response.end(frames.join(''));
    });
    const body = bodyOf(stream);
    const leader = openStream(url(), body);
    await until('the leader’s call went out', () => upstream.received.length === 1);
    const before = await exactLookups();
    const followers = [openStream(url(), body), openStream(url(), { ...body, stream: false })];
    await until('the followers have looked', async () => (await exactLookups()) - before === 2);
    leader.leave();
    gate.open();
    for (const follower of followers) expect(await follower.ended).toEqual({ complete: true });
    expect(followers[0]?.text()).toContain(end);
    expect(followers[1]?.text()).toContain('One two three four');
    expect(upstream.received).toHaveLength(1);
    expect(upstream.received[0]?.aborted()).toBe(false);
  });

  it('[C28] a leader that leaves in the middle leaves the stream to those who joined, from its beginning', async () => {
    const gate = playHalves(frames);
    const body = bodyOf(stream);
    const leader = openStream(url(), body);
    await leader.seen('One');
    const follower = openStream(url(), body);
    await follower.seen('One');
    leader.leave();
    const late = openStream(url(), body);
    await late.seen('One');
    gate.open();
    for (const client of [follower, late]) {
      expect(await client.ended).toEqual({ complete: true });
      expect(client.text()).toContain(end);
      expect(client.headers()['cache-status']).toMatch(/; collapsed;/);
    }
    expect(upstream.received).toHaveLength(1);
  });

  it('[C28] the last one that leaves ends the upstream call', async () => {
    playHalves(frames);
    const body = bodyOf(stream);
    const leader = openStream(url(), body);
    await leader.seen('One');
    const follower = openStream(url(), body);
    await follower.seen('One');
    leader.leave();
    const json = openStream(url(), { ...body, stream: false });
    const before = await exactLookups();
    await until('the JSON client has looked', async () => (await exactLookups()) >= before);
    expect(upstream.received[0]?.aborted()).toBe(false);
    follower.leave();
    json.leave();
    await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
  });
});
