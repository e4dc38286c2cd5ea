import { listOr, objectOr } from '#core';
import type { ResolvedModel } from './resolve-model.ts';
import { tokenCount, type Wire } from './wire.ts';

/** What texts are embedded for, as `gemini-embedding-001` is told. */
const TASK = 'SEMANTIC_SIMILARITY';
/**
 * The same for `gemini-embedding-2`, which takes no task type
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/embeddings/get-multimodal-embeddings; 2026-11-21)
 * and, it is assumed, for what comes after it: a prefix is never refused.
 */
const PREFIX = 'task: sentence similarity | query: ';
const WITH_TASK_TYPE = 'gemini-embedding-001';

/**
 * `POST /v1beta/models/…:batchEmbedContents`: https://ai.google.dev/api/embeddings (2026-11-21); 100 requests at most
 * (https://github.com/geldata/gel/issues/9032), the answers in order. What is too long is cut silently, by the page that
 * `PREFIX` names; `autoTruncate: false` is for the Agent Platform only
 * (https://googleapis.github.io/kotlin-genai, EmbedContentConfig; 2026-11-21).
 */
export function geminiWire({ model, dimensions, sendsDimensions }: ResolvedModel): Wire {
  const withTaskType = model === WITH_TASK_TYPE;
  const prefix = withTaskType ? '' : PREFIX;
  return {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    path: `/models/${encodeURIComponent(model)}:batchEmbedContents`,
    keyHeader: (key) => ({ 'x-goog-api-key': key }),
    needsKey: true,
    maxTexts: 100,
    refusesLongTexts: false,
    prefix,
    use: withTaskType ? TASK : 'sentence-similarity',
    body: (texts) => ({
      requests: texts.map((text) => ({
        model: `models/${model}`,
        content: { parts: [{ text: prefix + text }] },
        ...(withTaskType ? { taskType: TASK } : {}),
        ...(sendsDimensions ? { outputDimensionality: dimensions } : {}),
      })),
    }),
    read: ({ embeddings, usageMetadata }, count) => {
      const rows = listOr(embeddings);
      if (rows.length !== count) return undefined;
      return {
        vectors: rows.map((row) => {
          const { values } = objectOr(row);
          return Array.isArray(values) ? values : undefined;
        }),
        tokens: tokenCount(objectOr(usageMetadata).promptTokenCount),
      };
    },
  };
}
