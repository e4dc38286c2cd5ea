import type { PriceRow, PriceTable, Rates } from './price.ts';

/** From this many input tokens on OpenAI's models with a long context charge the whole request more. */
const OPENAI_LONG = 272_000;
const CHECKED = '2026-11-21';
const LITELLM =
  'https://github.com/BerriAI/litellm/blob/00035b69f416be24e2e323c13198d9b7d2d1bdf9/model_prices_and_context_window.json';

const rates = (input: number, cachedInput: number, cacheWrite: number, output: number): Rates => ({
  input,
  cachedInput,
  cacheWrite,
  output,
});

/** An embedding model: every input token costs the same, and there is no output. */
const embedding = (
  vendor: PriceRow['vendor'],
  model: string,
  input: number,
  source: string,
  unverified?: string,
): PriceRow => ({
  vendor,
  model,
  embeds: true,
  aliases: [],
  price: rates(input, input, input, 0),
  source,
  checked: CHECKED,
  ...(unverified === undefined ? {} : { unverified }),
});

const OPENAI_EMBEDDINGS = 'https://developers.openai.com/api/docs/models/text-embedding-3-large';
const SECOND_HAND = 'second-hand: no page of the vendor was read';

/**
 * The vendors' current chat models, the two older ones that much code still names, and embedding models that can be
 * configured: standard rates in nano-dollars per token. Each row says where it was read; a price without a source has no place here.
 */
export const PRICES: PriceTable = [
  {
    vendor: 'openai',
    model: 'gpt-6-astra',
    aliases: [],
    price: {
      ...rates(10_000, 1_000, 12_500, 50_000),
      longPrompt: { above: OPENAI_LONG, ...rates(20_000, 2_000, 25_000, 75_000) },
    },
    source: 'https://developers.openai.com/api/docs/models',
    checked: CHECKED,
    unverified: 'cache and long prompts: second-hand, https://github.com/BerriAI/litellm/discussions/39633',
  },
  {
    vendor: 'openai',
    model: 'gpt-6.2-sol',
    aliases: [],
    price: {
      ...rates(2_000, 100, 2_500, 10_000),
      longPrompt: { above: OPENAI_LONG, ...rates(4_000, 200, 5_000, 15_000) },
    },
    source: 'https://developers.openai.com/api/docs/models/gpt-6.2-sol.md',
    checked: CHECKED,
    unverified: 'long prompts: taken from gpt-6.1-sol and gpt-6.1-terra, which state the same factors',
  },
  {
    vendor: 'openai',
    model: 'gpt-6.1-sol',
    aliases: [],
    price: {
      ...rates(2_000, 100, 2_500, 10_000),
      longPrompt: { above: OPENAI_LONG, ...rates(4_000, 200, 5_000, 15_000) },
    },
    source: 'https://developers.openai.com/ko-KR/api/docs/models',
    checked: CHECKED,
    unverified:
      'cache and long prompts: second-hand, https://github.com/amine123max/Codex-Manager/releases/tag/0.4.7 and https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.22',
  },
  {
    vendor: 'openai',
    model: 'gpt-6.1-terra',
    aliases: [],
    price: {
      ...rates(1_000, 50, 1_250, 5_000),
      longPrompt: { above: OPENAI_LONG, ...rates(2_000, 100, 2_500, 7_500) },
    },
    source: 'https://developers.openai.com/api/docs/models/gpt-6.1-terra',
    checked: CHECKED,
  },
  {
    vendor: 'openai',
    model: 'gpt-6-luna',
    aliases: [],
    price: {
      ...rates(100, 10, 125, 500),
      longPrompt: { above: OPENAI_LONG, ...rates(200, 20, 250, 750) },
    },
    source: 'https://developers.openai.com/ja-JP/api/docs/models/gpt-6-luna',
    checked: CHECKED,
  },
  {
    vendor: 'openai',
    model: 'gpt-4o',
    // not gpt-4o-2024-05-13, which costs twice as much
    aliases: ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'],
    price: rates(2_500, 1_250, 2_500, 10_000),
    source: LITELLM,
    checked: CHECKED,
  },
  {
    vendor: 'openai',
    model: 'gpt-4o-mini',
    aliases: ['gpt-4o-mini-2024-07-18'],
    price: rates(150, 75, 150, 600),
    source: LITELLM,
    checked: CHECKED,
  },
  {
    vendor: 'anthropic',
    model: 'claude-fable-5-2',
    aliases: [],
    price: rates(8_000, 200, 10_000, 40_000),
    source: 'https://platform.claude.com/docs/en/models/overview',
    checked: CHECKED,
    unverified:
      'cache: second-hand, https://docs.laozhang.ai/en/announcements/claude-fable-5-2-2026-11.md and https://github.com/archid21/rightsize/releases/tag/v0.10.2',
  },
  {
    vendor: 'anthropic',
    model: 'claude-opus-5-5',
    aliases: [],
    price: rates(4_000, 200, 5_000, 20_000),
    source: 'https://platform.claude.com/docs/zh-CN/models/opus-5-5/overview',
    checked: CHECKED,
  },
  {
    vendor: 'anthropic',
    model: 'claude-sonnet-5-5',
    aliases: [],
    price: rates(2_000, 100, 2_500, 10_000),
    source: 'https://platform.claude.com/docs/zh-CN/models/sonnet-5-5/overview',
    checked: CHECKED,
    unverified:
      'cached input: halved on 2026-10-07, second-hand, https://github.com/kurofune/claudit/releases/tag/v1.9.2 and https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.23',
  },
  {
    vendor: 'anthropic',
    model: 'claude-haiku-5-5',
    aliases: [],
    price: {
      ...rates(100, 10, 125, 500),
      longPrompt: { above: 100_000, ...rates(500, 50, 625, 2_500) },
    },
    source: 'https://platform.claude.com/docs/zh-CN/models/haiku-5-5/overview',
    checked: CHECKED,
    unverified: 'cached input: second-hand, https://github.com/kurofune/claudit/releases/tag/v1.9.2',
  },
  {
    vendor: 'anthropic',
    model: 'claude-haiku-4-5',
    aliases: ['claude-haiku-4-5-20251001'],
    price: rates(1_000, 100, 1_250, 5_000),
    source: LITELLM,
    checked: CHECKED,
  },
  embedding('openai', 'text-embedding-3-small', 20, OPENAI_EMBEDDINGS),
  embedding('openai', 'text-embedding-3-large', 130, OPENAI_EMBEDDINGS),
  embedding(
    'openai',
    'text-embedding-ada-002',
    100,
    'https://vercel.com/ai-gateway/models/text-embedding-ada-002.md',
    SECOND_HAND,
  ),
  embedding(
    'cohere',
    'embed-v5.0-pro',
    120,
    'https://vercel.com/ai-gateway/models/embed-v5.0-pro.md',
    SECOND_HAND,
  ),
  embedding(
    'cohere',
    'embed-v5.0-fast',
    80,
    'https://vercel.com/ai-gateway/models/embed-v5.0-fast.md',
    SECOND_HAND,
  ),
  embedding('cohere', 'embed-v4.0', 120, 'https://vercel.com/ai-gateway/models/embed-v4.0.md', SECOND_HAND),
  embedding(
    'google',
    'gemini-embedding-001',
    150,
    'https://github.com/simonw/llm-gemini/issues/102',
    'second-hand: quotes https://developers.googleblog.com/en/gemini-embedding-available-gemini-api/',
  ),
];
