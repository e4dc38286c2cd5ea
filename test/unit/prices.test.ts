import { describe, expect, it } from 'vitest';
import { KNOWN_MODELS } from '../../embeddings/remote/known-models.ts';
import { UNKNOWN_USAGE, type Usage } from '../../src/core/index.ts';
import { costOf, PRICES, type Price, type PriceTable, priceOf } from '../../src/governance/prices/index.ts';
import { pricesPage } from '../../src/governance/prices/prices-page.ts';

const usage = (inputTokens: number, outputTokens: number, cachedInputTokens?: number): Usage => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
});

const price: Price = { input: 1_000, cachedInput: 100, cacheWrite: 1_250, output: 5_000 };

describe('the price of a model', () => {
  it('is found by its id and by the ids that its source lists', () => {
    const mini = priceOf(PRICES, 'gpt-4o-mini');
    expect(mini).toEqual({ input: 150, cachedInput: 75, cacheWrite: 150, output: 600 });
    expect(priceOf(PRICES, 'gpt-4o-mini-2024-07-18')).toBe(mini);
    expect(priceOf(PRICES, 'claude-haiku-4-5-20251001')).toBe(priceOf(PRICES, 'claude-haiku-4-5'));
  });

  it('is found in any table', () => {
    const table: PriceTable = [
      {
        vendor: 'openai',
        model: 'm',
        aliases: ['n'],
        price,
        source: 'https://example.com',
        checked: '2026-11-21',
      },
    ];
    expect(priceOf(table, 'n')).toBe(price);
    expect(priceOf(table, 'gpt-4o')).toBeUndefined();
    expect(priceOf([], 'm')).toBeUndefined();
  });

  it.each([
    'gpt-4o-2024-05-13',
    'gpt-4o-mini-2099-01-01',
    'gpt-4o-audio-preview',
    'gpt-4',
    'GPT-4o',
    'openai/gpt-4o',
    'claude-haiku',
    '',
    'constructor',
  ])('is unknown for %j, which is not listed', (model) => {
    expect(priceOf(PRICES, model)).toBeUndefined();
  });
});

describe('the cost of a call', () => {
  it('counts input and output at their rates, in whole nano-dollars', () => {
    // gpt-4o-mini: 1 000 × $0.15/M + 500 × $0.60/M = $0.00045
    expect(costOf(priceOf(PRICES, 'gpt-4o-mini'), usage(1_000, 500, 0))).toBe(450_000);
  });

  it('prices cached input apart, and not a second time as input', () => {
    expect(costOf(price, usage(1_000, 0, 400))).toBe(600 * 1_000 + 400 * 100);
    expect(costOf(price, usage(1_000, 0, 1_000))).toBe(100_000);
  });

  it('prices cache writes apart where the usage tells them', () => {
    const cost = costOf(price, { ...usage(1_000, 10, 400), cacheWriteTokens: 500 });
    expect(cost).toBe(100 * 1_000 + 400 * 100 + 500 * 1_250 + 10 * 5_000);
  });

  it('takes a provider that reports no cache reads to have had none', () => {
    expect(costOf(price, usage(1_000, 10))).toBe(costOf(price, usage(1_000, 10, 0)));
  });

  it('charges a long prompt the higher rates for the whole request, from the first token above the limit', () => {
    const haiku = priceOf(PRICES, 'claude-haiku-5-5');
    expect(costOf(haiku, usage(100_000, 100, 50_000))).toBe(50_000 * 100 + 50_000 * 10 + 100 * 500);
    expect(costOf(haiku, usage(100_001, 100, 50_000))).toBe(50_001 * 500 + 50_000 * 50 + 100 * 2_500);
  });

  it('is zero only for a call of no tokens', () => {
    expect(costOf(price, usage(0, 0, 0))).toBe(0);
  });

  it.each([
    ['no price', undefined, usage(1, 1, 0)],
    ['no usage', price, UNKNOWN_USAGE],
    ['no input tokens', price, { ...usage(0, 1), inputTokens: undefined }],
    ['no output tokens', price, { ...usage(1, 0), outputTokens: undefined }],
    ['more cached than input tokens', price, usage(10, 1, 11)],
    ['negative tokens', price, usage(10, -1)],
    ['parts of tokens', price, usage(1.5, 1)],
    ['tokens beyond counting', price, usage(Number.MAX_SAFE_INTEGER, 1)],
    ['not a number', price, usage(Number.NaN, 1)],
  ] as const)('is unknown, never zero, with %s', (_what, of, tokens) => {
    expect(costOf(of, tokens)).toBeUndefined();
  });
});

const CHAT = PRICES.filter(({ embeds }) => !embeds);
const EMBEDDINGS = PRICES.filter(({ embeds }) => embeds);

describe('the table', () => {
  it('has the current chat models of both vendors, and embedding models of three', () => {
    expect(CHAT.length).toBeGreaterThanOrEqual(10);
    expect(new Set(CHAT.map((row) => row.vendor))).toEqual(new Set(['openai', 'anthropic']));
    expect(new Set(EMBEDDINGS.map((row) => row.vendor))).toEqual(new Set(['openai', 'cohere', 'google']));
  });

  it('lists no id twice', () => {
    const ids = PRICES.flatMap((row) => [row.model, ...row.aliases]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(EMBEDDINGS)('prices $model by its input alone, in whole nano-dollars', ({ price: of }) => {
    expect(Number.isSafeInteger(of.input) && of.input > 0).toBe(true);
    expect(costOf(of, usage(1_000, 0))).toBe(1_000 * of.input);
    expect(of.longPrompt).toBeUndefined();
  });

  it('prices every known embedding model, but those whose price per token no source states', () => {
    const unpriced = KNOWN_MODELS.filter(({ model }) => priceOf(PRICES, model) === undefined);
    expect(unpriced.map(({ model }) => model)).toEqual([
      'embed-english-v3.0',
      'embed-english-light-v3.0',
      'embed-multilingual-v3.0',
      'gemini-embedding-2',
    ]);
  });

  it.each(CHAT)('prices $model in whole nano-dollars, in the order that prices have', ({ price: of }) => {
    for (const rates of [of, ...(of.longPrompt ? [of.longPrompt] : [])]) {
      const { input, cachedInput, cacheWrite, output } = rates;
      for (const rate of [input, cachedInput, cacheWrite, output]) {
        expect(Number.isSafeInteger(rate) && rate > 0).toBe(true);
      }
      expect([cachedInput, input, cacheWrite, output]).toEqual(
        [cachedInput, input, cacheWrite, output].toSorted((a, b) => a - b),
      );
    }
    if (of.longPrompt) expect(of.longPrompt.input).toBeGreaterThan(of.input);
  });

  it.each(PRICES)('names the public source of $model and the day it was read', ({ source, checked }) => {
    expect(new URL(source).protocol).toBe('https:');
    expect(checked).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(Date.parse(checked)).not.toBeNaN();
  });

  it('is what docs/prices.md shows (`npx vitest run -u` writes it anew)', async () => {
    await expect(pricesPage(PRICES)).toMatchFileSnapshot('../../docs/prices.md');
  });
});
