import { Readable } from 'node:stream';
import { judgeByBound } from '#cache';
import type { JsonObject } from '#core';
import type { Embedder } from '#embeddings';
import { anthropicMessages, openaiChat } from '#providers';
import { type Findings, openLog, type SimulateOptions, type SimulateParts, simulate } from '#simulate';

const DIMENSIONS = 48;

/** Texts lie near each other as far as they share words: enough to tell tiers apart, the same on every machine. */
export const wordEmbedder: Embedder = {
  embed: async (texts) =>
    texts.map((text) => ({ vector: vectorOf(text), coveredChars: text.length, unknownShare: 0 })),
  spaceId: 'words',
  dimensions: DIMENSIONS,
  maxTokens: 512,
  close: async () => {},
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
    let hash = 2166136261;
    for (const letter of word) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
    const place = (hash >>> 8) % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

export const BOUND = 0.85;
export const DAY = 86_400;

export function simulateParts(more: Partial<SimulateParts> = {}): SimulateParts {
  return {
    dialects: { 'openai-chat': openaiChat, 'anthropic-messages': anthropicMessages },
    settingsOf: () => ({ mode: 'on', match: 'semantic', scope: 'team', ttlSeconds: DAY, errorBudget: 0.01 }),
    flags: undefined,
    tableCost: () => undefined,
    maxBodyBytes: 1_000_000,
    embedder: wordEmbedder,
    judge: judgeByBound(BOUND),
    maxUnknownShare: 1,
    answerVectors: false,
    maxEntries: 10_000,
    maxBytes: 100_000_000,
    threads: 1,
    progress: () => {},
    ...more,
  };
}

/** Simulates rows that stand in memory, as JSON lines. */
export function simulateRows(
  rows: readonly JsonObject[],
  parts: Partial<SimulateParts> = {},
  options: Partial<SimulateOptions> = {},
): Promise<Findings> {
  return simulateText(rows.map((row) => JSON.stringify(row)).join('\n'), parts, options);
}

export function simulateText(
  text: string | Buffer,
  parts: Partial<SimulateParts> = {},
  options: Partial<SimulateOptions> = {},
): Promise<Findings> {
  return simulate(openLog('-', Readable.from([Buffer.from(text)])), simulateParts(parts), {
    format: undefined,
    columns: {},
    sample: 5_000,
    full: false,
    signal: new AbortController().signal,
    logBytes: undefined,
    ...options,
  });
}

const START = Date.UTC(2026, 9, 1);

/** A row of an OpenAI-style log, `seconds` after the first one. */
export function row(
  question: string,
  seconds: number,
  {
    system,
    answer = `An answer to: ${question}`,
    ...more
  }: JsonObject & { system?: string; answer?: string | null } = {},
): JsonObject {
  return {
    timestamp: START / 1000 + seconds,
    request: {
      model: 'gpt-4o-mini',
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        { role: 'user', content: question },
      ],
    },
    ...(answer === null
      ? {}
      : {
          response: {
            choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
          },
        }),
    ...more,
  };
}
