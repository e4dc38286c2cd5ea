import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';

let upstream: MockProvider;
const folder = mkdtempSync(join(tmpdir(), 'reprise-package-'));

beforeAll(async () => {
  // What it asks for, since the verifier of the package reads it.
  const answer = () => 'Open Settings, choose Appearance and switch dark mode on.';
  upstream = await createMockProvider({ answer });
  execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the built package starts, embeds in its worker threads, stores in its file and stops', async () => {
  const gateway = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js'), 'start', '--port', '0'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      OPENAI_API_KEY: 'sk-provider',
      REPRISE_CACHE__LOOKUP_TIMEOUT_MS: '5000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressOf(gateway.stdout);
    const ask = async (content: string): Promise<string> => {
      const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      return answer.headers.get('cache-status') ?? '';
    };
    expect(await ask('How can I turn on dark mode in the app?')).toBe(
      'reprise; fwd=miss; detail=no-neighbour',
    );
    expect(await ask('How can I turn on dark mode in the app?')).toContain('detail=exact');
    expect(await ask('How do I turn on dark mode in the app?')).toContain('detail=semantic');
  } finally {
    gateway.kill('SIGTERM');
  }
  const [code] = await once(gateway, 'exit');
  expect(code).toBe(0);
});

/** The address the gateway logs when it listens. */
async function addressOf(log: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of log) {
    text += piece.toString();
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the gateway ended without an address:\n${text}`);
}
