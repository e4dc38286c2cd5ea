import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockProvider, type MockProvider } from '#bench';
import { postJson } from '../kit/exchange.ts';
import { startTestGateway, temporaryFolder } from '../kit/gateway.ts';
import { readMetrics } from '../kit/metrics.ts';
import { PROVIDER_KEYS, upstreamAt } from '../kit/stack.ts';
import { until } from '../kit/until.ts';

const ANSWER = 'At 2,000 metres above sea level water boils at about 93 degrees Celsius.';
const STORED_QUESTION = 'How do I reset my account password?';
/** Near the answer above, and far from the question that it was given to. */
const NEAR_ANSWER = 'At what temperature does water boil at 2,000 metres above sea level?';

let mock: MockProvider;
let dataDir: string;
beforeAll(async () => {
  mock = await createMockProvider({ answer: () => ANSWER });
});
afterAll(() => mock.close());
beforeEach(() => {
  dataDir = temporaryFolder();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (env: Record<string, string> = {}) =>
  startTestGateway({ env: { ...upstreamAt(mock.url), ...PROVIDER_KEYS, ...env }, dataDir });
const ask = (url: string, question: string, key?: string) =>
  postJson(
    `${url}/v1/chat/completions`,
    { model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }] },
    key ? { authorization: `Bearer ${key}` } : {},
  );
/** Lookups so far that had a candidate. */
const candidates = async (url: string) => (await readMetrics(url)).sum('reprise_cache_similarity_count');
const count = (table: string): number => {
  const file = new Database(join(dataDir, 'cache.db'), { readonly: true });
  try {
    const row = file.prepare(`select count(*) as n from ${table}`).get() as { readonly n: number };
    return row.n;
  } finally {
    file.close();
  }
};

describe("[C10] an answer's vector", () => {
  it('makes its entry a candidate, after a restart too, and for its own tenant only', async () => {
    const before = await start();
    await ask(before.url, STORED_QUESTION, 'sk-one');
    await until('rows of answer_vectors', () => count('answer_vectors') === 1);
    await before.dispose();

    const after = await start();
    await ask(after.url, NEAR_ANSWER, 'sk-two');
    expect(await candidates(after.url)).toBe(0);
    await ask(after.url, NEAR_ANSWER, 'sk-one');
    expect(await candidates(after.url)).toBe(1);
    await after.dispose();
  });

  it('is not made where the setting says so, and those of before are not searched', async () => {
    const before = await start();
    await ask(before.url, STORED_QUESTION);
    await until('rows of answer_vectors', () => count('answer_vectors') === 1);
    await before.dispose();

    const after = await start({ REPRISE_CACHE__ANSWER_VECTORS: 'false' });
    await ask(after.url, NEAR_ANSWER);
    expect(await candidates(after.url)).toBe(0);
    await until('rows of entries', () => count('entries') === 2);
    await after.dispose();
    expect(count('answer_vectors')).toBe(1);
  });
});
