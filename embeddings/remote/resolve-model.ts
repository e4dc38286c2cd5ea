import { unusableModel } from '../embedder-errors.ts';
import { hasSize, KNOWN_MODELS, type KnownModel, knownModel } from './known-models.ts';
import type { RemoteEmbedderType } from './remote-embedder.ts';

/** What a configuration says of a model, once checked and completed. */
export interface ResolvedModel {
  readonly type: RemoteEmbedderType;
  readonly model: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  /** Whether the request names the dimensions: a model without a choice, and many a server, refuses the field. */
  readonly sendsDimensions: boolean;
}

/** @throws GatewayError `embedder-model` when dimensions or tokens are missing, or are none of the model's */
export function resolveModel(asked: {
  readonly type: RemoteEmbedderType;
  readonly model: string;
  readonly dimensions?: number | undefined;
  readonly maxTokens?: number | undefined;
}): ResolvedModel {
  const { type } = asked;
  const model = asked.model.replace(/^models\//, ''); // as Gemini's lists name them
  const known = knownModel(type, model);
  if (known && asked.dimensions !== undefined && !hasSize(known, asked.dimensions))
    throw unusableModel(`cache.embedder.dimensions is ${asked.dimensions}; ${model} has ${sizesOf(known)}.`);
  if (known && asked.maxTokens !== undefined && asked.maxTokens > known.maxTokens)
    throw unusableModel(`cache.embedder.maxTokens is ${asked.maxTokens}; ${model} reads ${known.maxTokens}.`);
  const dimensions = asked.dimensions ?? known?.dimensions;
  const maxTokens = asked.maxTokens ?? known?.maxTokens;
  if (dimensions === undefined || maxTokens === undefined) throw unknownModel(type, model);
  return { type, model, dimensions, maxTokens, sendsDimensions: sendsDimensions(type, known) };
}

/** Models to come of the three vendors can be asked for a size; of a compatible server nobody knows. */
function sendsDimensions(type: RemoteEmbedderType, known: KnownModel | undefined): boolean {
  return known ? known.sizes !== 'fixed' : type !== 'openai-compatible';
}

function sizesOf({ dimensions, sizes }: KnownModel): string {
  if (sizes === 'fixed') return `${dimensions}, and no other`;
  return 'from' in sizes ? `any from ${sizes.from} to ${sizes.to}` : sizes.join(', ');
}

function unknownModel(type: RemoteEmbedderType, model: string): ReturnType<typeof unusableModel> {
  const vendor = type === 'openai-compatible' ? 'openai' : type;
  const names = KNOWN_MODELS.filter((row) => row.type === vendor).map((row) => row.model);
  return unusableModel(
    `The embedding model ${model} is not known: set cache.embedder.dimensions and cache.embedder.maxTokens to what its documentation says, or use one of ${names.join(', ')}.`,
  );
}
