import type { Usage } from '#core';

/** What one token costs, in whole nano-dollars (10⁻⁹ USD): 1 000 of them are one dollar per million tokens. */
export interface Rates {
  /** Input that was neither read from nor written to the provider's prompt cache. */
  readonly input: number;
  /** Input read from the provider's prompt cache. */
  readonly cachedInput: number;
  /** Input written to the provider's prompt cache, for the shortest time it offers. */
  readonly cacheWrite: number;
  readonly output: number;
}

/** A model's price. A prompt of more than `longPrompt.above` input tokens pays `longPrompt` for the whole request. */
export interface Price extends Rates {
  readonly longPrompt?: Rates & { readonly above: number };
}

export interface PriceRow {
  readonly vendor: 'openai' | 'anthropic' | 'cohere' | 'google';
  readonly model: string;
  /** Turns text into vectors: it is paid by its input alone. */
  readonly embeds?: true;
  /** Further ids that the source lists at the same price; nothing is concluded from how an id looks. */
  readonly aliases: readonly string[];
  readonly price: Price;
  /** Public address of the source. */
  readonly source: string;
  /** Day on which the source was read. */
  readonly checked: string;
  /** Which figures the source does not state, and what they rest on instead. */
  readonly unverified?: string;
}

export type PriceTable = readonly PriceRow[];

/** The price of a model by its exact id or a listed alias; undefined for every other name, however similar. */
export function priceOf(table: PriceTable, model: string): Price | undefined {
  return table.find((row) => row.model === model || row.aliases.includes(model))?.price;
}

/**
 * What a call costs in whole nano-dollars, at the vendor's standard rates. Undefined, never 0, where the price or the
 * number of input or output tokens is unknown, or the counts contradict each other. A provider that reports no cache
 * reads or writes is taken to have had none.
 */
export function costOf(price: Price | undefined, usage: Usage): number | undefined {
  const { inputTokens, outputTokens, cachedInputTokens: read = 0, cacheWriteTokens: written = 0 } = usage;
  if (price === undefined || inputTokens === undefined || outputTokens === undefined) return undefined;
  const fresh = inputTokens - read - written;
  if (![inputTokens, outputTokens, read, written, fresh].every(isCount)) return undefined;
  const { longPrompt } = price;
  const rates = longPrompt !== undefined && inputTokens > longPrompt.above ? longPrompt : price;
  const cost =
    fresh * rates.input + read * rates.cachedInput + written * rates.cacheWrite + outputTokens * rates.output;
  return Number.isSafeInteger(cost) ? cost : undefined;
}

const isCount = (tokens: number) => Number.isSafeInteger(tokens) && tokens >= 0;
