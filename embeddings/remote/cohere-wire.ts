import { listOr, objectOr } from '#core';
import type { ResolvedModel } from './resolve-model.ts';
import { bearer, tokenCount, type Wire } from './wire.ts';

/**
 * The one use that texts are embedded for. Questions are compared with questions, stored ones and new ones alike, so
 * both have to be embedded for the same use: `search_query` is one half of a pair with `search_document`, which we have
 * not; `clustering` is the use whose texts are compared with each other
 * (https://github.com/cohere-ai/cohere-typescript, src/api/types/EmbedInputType.ts; 2026-11-21). Judged, not measured.
 */
const USE = 'clustering';

/**
 * `POST /v2/embed`: https://github.com/cohere-ai/cohere-typescript, src/api/resources/v2/client/requests/V2EmbedRequest.ts
 * (2026-11-21): at most 96 texts; with `truncate: NONE` a text that is too long is refused; `output_dimension` from
 * embed-v4 on. Tokens: `billed_units`, ApiMetaBilledUnits.ts. The base URL as in https://github.com/vercel/ai,
 * packages/cohere (2026-11-21).
 */
export function cohereWire({ model, dimensions, sendsDimensions }: ResolvedModel): Wire {
  return {
    baseUrl: 'https://api.cohere.com/v2',
    path: '/embed',
    keyHeader: bearer,
    needsKey: true,
    maxTexts: 96,
    refusesLongTexts: true,
    prefix: '',
    use: USE,
    body: (texts) => ({
      model,
      texts,
      input_type: USE,
      embedding_types: ['float'],
      truncate: 'NONE',
      ...(sendsDimensions ? { output_dimension: dimensions } : {}),
    }),
    read: ({ embeddings, meta }, count) => {
      const rows = listOr(objectOr(embeddings).float);
      if (rows.length !== count) return undefined;
      return {
        vectors: rows.map((row) => (Array.isArray(row) ? row : undefined)),
        tokens: tokenCount(objectOr(objectOr(meta).billed_units).input_tokens),
      };
    },
  };
}
