import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionFrames } from '../kit/answers.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { beginEvents, type ScriptedUpstream, startScriptedUpstream } from '../kit/scripted-upstream.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { openStream } from '../kit/streaming-client.ts';
import { until } from '../kit/until.ts';

const MIB = 1024 * 1024;
const PIECE = 'x'.repeat(16 * 1024);
const PIECES = 4_096; // 64 MiB

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

/** Sends a stream as fast as it is taken; `sent` tells how much that was. */
function playLong() {
  const progress = { sent: 0, blocked: 0 };
  const [head = '', ...rest] = completionFrames([PIECE]);
  const [chunk = '', ...tail] = rest;
  upstream.play(async (response) => {
    beginEvents(response);
    const closed = once(response, 'close');
    response.write(head);
    for (let i = 0; i < PIECES && !response.destroyed; i++) {
      progress.sent += chunk.length;
      if (!response.write(chunk)) {
        progress.blocked = progress.sent;
        await Promise.race([once(response, 'drain'), closed]);
        progress.blocked = 0;
      }
    }
    response.end(tail.join(''));
  });
  return progress;
}

let models = 0;
const body = (stream = true) => ({
  model: `long-${models++}`,
  messages: [{ role: 'user', content: 'Tell me everything.' }],
  stream,
});

/** Until the upstream has been held at one place for a while: nothing else tells that nothing more will come. */
async function held(progress: { readonly blocked: number }): Promise<number> {
  let place = -1;
  let since = performance.now();
  await until('the upstream waits', () => {
    if (progress.blocked !== place) {
      place = progress.blocked;
      since = performance.now();
    }
    return place > 0 && performance.now() - since > 300;
  });
  return place;
}

describe('[C26] back-pressure', () => {
  it('a client that does not read holds its upstream back, and gets every byte when it goes on', async () => {
    const progress = playLong();
    const client = openStream(`${gateway.url}/v1/chat/completions`, body());
    await client.seen('xxx');
    client.pause();
    // What the kernel and four sockets hold in between is a few MiB.
    expect(await held(progress)).toBeLessThan(32 * MIB);
    client.resume();
    expect(await client.ended).toEqual({ complete: true });
    expect(client.text().endsWith('data: [DONE]\n\n')).toBe(true);
    expect(client.text().length).toBeGreaterThan(PIECES * PIECE.length);
  });

  it('[C28] a follower that does not read neither holds the leader back nor ends in a whole answer', async () => {
    playLong();
    const asked = body();
    const leader = openStream(`${gateway.url}/v1/chat/completions`, asked);
    await leader.seen('xxx');
    leader.pause();
    const slow = openStream(`${gateway.url}/v1/chat/completions`, asked);
    await slow.seen('xxx');
    slow.pause();
    leader.resume();
    expect(await leader.ended).toEqual({ complete: true });
    expect(leader.text().endsWith('data: [DONE]\n\n')).toBe(true);
    slow.resume();
    expect(await slow.ended).toEqual({ complete: false });
    expect(slow.text()).not.toContain('[DONE]');
    expect(upstream.received).toHaveLength(1);
  });

  it('a client that leaves while it is behind ends the upstream call', async () => {
    const progress = playLong();
    const client = openStream(`${gateway.url}/v1/chat/completions`, body());
    await client.seen('xxx');
    client.pause();
    await held(progress);
    client.leave();
    await until('the provider saw its connection close', () => upstream.received[0]?.aborted());
  });

  it('a long hit is replayed at the pace of its client', async () => {
    const text = 'word '.repeat(150_000);
    upstream.play((response) => {
      beginEvents(response);
      response.end(completionFrames([text]).join(''));
    });
    const asked = body();
    const miss = openStream(`${gateway.url}/v1/chat/completions`, asked);
    expect(await miss.ended).toEqual({ complete: true });
    const hit = openStream(`${gateway.url}/v1/chat/completions`, asked);
    await hit.seen('word');
    hit.pause();
    hit.resume();
    expect(await hit.ended).toEqual({ complete: true });
    expect(hit.headers()['cache-status']).toMatch(/; hit/);
    const words = [...hit.text().matchAll(/^data: (\{.*\})$/gm)]
      .map(([, json]) => JSON.parse(json ?? '').choices[0]?.delta.content ?? '')
      .join('');
    expect(words).toBe(text);
  });
});
