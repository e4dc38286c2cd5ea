import { createRemoteEmbedder, type RemoteEmbedderOptions } from '#embeddings';
import { createUndiciUpstream } from '#providers';
import { type EmbeddingProviderOptions, startEmbeddingProvider } from '../kit/embedding-provider.ts';
import { type EmbedderHarness, type EmbedderSetup, embedderContract } from './embedder.contract.ts';

const TOKENS = 256;
const DIMENSIONS = 48;

/** The embedder over a self-written stand-in, which refuses or cuts long texts as the provider does. */
const over =
  (
    type: RemoteEmbedderOptions['type'],
    model: string,
    provider: Pick<EmbeddingProviderOptions, 'format' | 'longTexts'>,
    dimensions?: number,
  ) =>
  async ({ maxQueue }: EmbedderSetup): Promise<EmbedderHarness> => {
    const key = type === 'openai-compatible' ? undefined : 'sk-test';
    const served = await startEmbeddingProvider({
      key,
      model,
      dimensions: DIMENSIONS,
      maxChars: TOKENS,
      ...provider,
    });
    const embedder = createRemoteEmbedder({
      type,
      model,
      baseUrl: served.baseUrl,
      apiKey: key,
      dimensions,
      maxTokens: TOKENS,
      maxQueue,
      openUpstream: (origin) => createUndiciUpstream({ origin, connectMs: 5_000, maxConnections: 8 }),
    });
    const dispose = async (): Promise<void> => {
      await embedder.close();
      await served.close();
      if (served.cut.length > 0) throw new Error(`${served.cut.length} texts were cut without a word`);
    };
    // The address is part of the space's name, and each harness has a port of its own.
    const spaceId = embedder.spaceId.replace(/127\.0\.0\.1%3A\d+/, 'provider');
    return { embedder: { ...embedder, spaceId }, dispose };
  };

embedderContract('OpenAI', over('openai', 'text-embedding-3-small', { format: 'openai' }, DIMENSIONS));
embedderContract(
  'a server compatible with OpenAI that refuses long texts',
  over('openai-compatible', 'bge-m3', { format: 'openai' }, DIMENSIONS),
);
embedderContract(
  'a server compatible with OpenAI that cuts long texts',
  over('openai-compatible', 'bge-m3', { format: 'openai', longTexts: 'cut' }, DIMENSIONS),
);
embedderContract('Cohere', over('cohere', 'embed-test', { format: 'cohere' }, DIMENSIONS));
embedderContract(
  'Gemini with a task type',
  over('gemini', 'gemini-embedding-001', { format: 'gemini', longTexts: 'cut' }, 128),
);
embedderContract(
  'Gemini with a task prefix',
  over('gemini', 'gemini-embedding-2', { format: 'gemini', longTexts: 'cut' }, 256),
);
