import type { RemoteEmbedderType } from './remote-embedder.ts';

/** Lengths of vector that a model can be asked for: no choice, a few, or any in a range. */
export type Sizes = 'fixed' | readonly number[] | { readonly from: number; readonly to: number };

export interface KnownModel {
  readonly type: Exclude<RemoteEmbedderType, 'openai-compatible'>;
  readonly model: string;
  /** Length of its vectors where none is asked for. */
  readonly dimensions: number;
  readonly sizes: Sizes;
  readonly maxTokens: number;
  /** Public address of the source. */
  readonly source: string;
  /** Day on which the source was read. */
  readonly checked: string;
  /** What the source does not state, and what it rests on instead. */
  readonly unverified?: string;
}

const CHECKED = '2026-11-21';
/** Token limit and models: `EmbeddingCreateParams` and `EmbeddingModel` in src/resources/embeddings.ts of 7.55.0. */
const OPENAI_SDK = 'https://github.com/openai/openai-node';
const COHERE_MODELS = 'https://docs.cohere.com/docs/embed-2';
const COHERE_5 = 'https://docs.cohere.com/changelog/embed-v5.md';
const GEMINI_1 = 'https://docs.langchain4j.dev/integrations/embedding-models/google-ai-gemini/';
const GEMINI_2 = 'https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini/embedding-2';

/** The smallest size that is worth asking for; the sources name no lower end. */
const LEAST = 16;

const openai = (model: string, dimensions: number, sizes: Sizes): KnownModel => ({
  type: 'openai',
  model,
  dimensions,
  sizes,
  maxTokens: 8_192,
  source: OPENAI_SDK,
  checked: CHECKED,
  unverified: 'usual dimensions: second-hand, https://docs.praison.ai/docs/embeddings/providers/openai',
});

const cohere3 = (model: string, dimensions: number): KnownModel => ({
  type: 'cohere',
  model,
  dimensions,
  sizes: 'fixed',
  maxTokens: 512,
  source: COHERE_MODELS,
  checked: CHECKED,
});

const cohere5 = (model: string): KnownModel => ({
  type: 'cohere',
  model,
  dimensions: 2_048,
  sizes: [256, 512, 768, 1_024, 1_536, 2_048],
  maxTokens: 128_000,
  source: COHERE_5,
  checked: CHECKED,
  unverified:
    'dimensions and tokens: second-hand, https://www.developersdigest.tech/models/embeddings/cohere-embed-v5-0-fast and https://vercel.com/ai-gateway/models/embed-v5.0-pro.md',
});

/** Embedding models that are known by name; any other needs its dimensions and tokens in the configuration. */
export const KNOWN_MODELS: readonly KnownModel[] = [
  openai('text-embedding-3-small', 1_536, { from: LEAST, to: 1_536 }),
  openai('text-embedding-3-large', 3_072, { from: LEAST, to: 3_072 }),
  openai('text-embedding-ada-002', 1_536, 'fixed'),
  cohere5('embed-v5.0-pro'),
  cohere5('embed-v5.0-fast'),
  {
    type: 'cohere',
    model: 'embed-v4.0',
    dimensions: 1_536,
    sizes: [256, 512, 1_024, 1_536],
    maxTokens: 128_000,
    source: COHERE_MODELS,
    checked: CHECKED,
  },
  cohere3('embed-english-v3.0', 1_024),
  cohere3('embed-english-light-v3.0', 384),
  cohere3('embed-multilingual-v3.0', 1_024),
  {
    type: 'gemini',
    model: 'gemini-embedding-001',
    dimensions: 3_072,
    sizes: { from: 128, to: 3_072 },
    maxTokens: 2_048,
    source: GEMINI_1,
    checked: CHECKED,
  },
  {
    type: 'gemini',
    model: 'gemini-embedding-2',
    dimensions: 3_072,
    sizes: { from: 128, to: 3_072 },
    maxTokens: 8_192,
    source: GEMINI_2,
    checked: CHECKED,
    unverified: 'lower end of the dimensions: the source says up to 3,072 and shows 128',
  },
];

/** The row of a model; an endpoint that is compatible with OpenAI's may serve OpenAI's models. */
export function knownModel(type: RemoteEmbedderType, model: string): KnownModel | undefined {
  const vendor = type === 'openai-compatible' ? 'openai' : type;
  return KNOWN_MODELS.find((row) => row.type === vendor && row.model === model);
}

/** Whether a model can give vectors of that length. */
export function hasSize({ dimensions, sizes }: KnownModel, asked: number): boolean {
  if (sizes === 'fixed') return asked === dimensions;
  return 'from' in sizes ? asked >= sizes.from && asked <= sizes.to : sizes.includes(asked);
}
