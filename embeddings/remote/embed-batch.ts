import type { GatewayError } from '#core';
import type { Embedding } from '../embedder.ts';
import { embedderUnavailable } from '../embedder-errors.ts';
import type { Account, AskProvider } from './ask-provider.ts';
import { type CoveredStart, halfOf, surelyFits } from './covered-start.ts';
import { unitVector } from './unit-vector.ts';

/** What came of one text. */
export type Outcome = Embedding | GatewayError;

export interface BatchOutcome {
  /** One per text, in their order. */
  readonly outcomes: readonly Outcome[];
  /** Whether the provider itself failed, and how long it asks to be left alone. */
  readonly failure: { readonly pauseMs: number | undefined } | undefined;
}

export interface EmbedBatchOptions {
  readonly ask: AskProvider;
  readonly dimensions: number;
  /** Tokens that the model reads of a text. */
  readonly maxTokens: number;
}

/** Requests that one batch may cost while the text that is at fault is searched for. */
const MOST_REQUESTS = 16;

/**
 * Embeds texts in one request. Where the provider refuses it, one text's fault must not be the others': the batch is
 * halved until the text is alone, and that is halved while it may be too long.
 */
export async function embedBatch(
  options: EmbedBatchOptions,
  starts: readonly CoveredStart[],
  account: Account,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const asked = await options.ask(
    starts.map(({ sent }) => sent),
    account,
    signal,
  );
  switch (asked.type) {
    case 'answered':
      return read(options.dimensions, starts, asked.answer.vectors);
    case 'failed':
      return failed(starts, asked.error, asked.pauseMs);
    case 'refused': {
      const parts: BatchOutcome[] = [];
      for (const part of shorter(options, starts, asked.saysTooLong)) {
        const mayAsk = account.requests < MOST_REQUESTS;
        parts.push(mayAsk ? await embedBatch(options, part, account, signal) : failed(part, asked.error));
      }
      return parts.length > 0 ? joined(parts) : failed(starts, asked.error);
    }
  }
}

const failed = (
  starts: readonly CoveredStart[],
  error: GatewayError,
  pauseMs: number | undefined = undefined,
): BatchOutcome => ({ outcomes: starts.map(() => error), failure: { pauseMs } });

/** What to ask instead of a refused batch; nothing where no shorter one would do. */
function shorter(
  { maxTokens }: EmbedBatchOptions,
  starts: readonly CoveredStart[],
  saysTooLong: boolean,
): readonly (readonly CoveredStart[])[] {
  const [only] = starts;
  if (starts.length > 1 || !only) {
    const middle = Math.ceil(starts.length / 2);
    return [starts.slice(0, middle), starts.slice(middle)];
  }
  if (!saysTooLong && surelyFits(only.sent, maxTokens)) return [];
  const half = halfOf(only);
  return half ? [[half]] : [];
}

/** A provider that embedded some of it is well. */
function joined(parts: readonly BatchOutcome[]): BatchOutcome {
  const outcomes = parts.flatMap((part) => part.outcomes);
  const allFailed = parts.every((part) => part.failure);
  return { outcomes, failure: allFailed ? parts.at(-1)?.failure : undefined };
}

function read(
  dimensions: number,
  starts: readonly CoveredStart[],
  vectors: readonly Parameters<typeof unitVector>[0][],
): BatchOutcome {
  const outcomes = starts.map(({ coveredChars }, position): Outcome => {
    const vector = unitVector(vectors[position], dimensions);
    if (typeof vector === 'string') return embedderUnavailable(vector);
    return { vector, coveredChars, unknownShare: 0 };
  });
  const allFailed = outcomes.every((outcome) => outcome instanceof Error);
  return { outcomes, failure: allFailed ? { pauseMs: undefined } : undefined };
}
