import { type Clock, GatewayError, isJsonObject, type JsonObject, objectOr, stringOr } from '#core';
import type { Upstream, UpstreamResponse } from '#providers';
import { embedderUnavailable } from '../embedder-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import { wait } from './wait.ts';
import type { Wire, WireAnswer } from './wire.ts';

/** What came of one question to the provider, its retries included. */
export type Asked =
  | { readonly type: 'answered'; readonly answer: WireAnswer }
  /** The request itself is at fault: another one, or a shorter one, may do. */
  | { readonly type: 'refused'; readonly saysTooLong: boolean; readonly error: GatewayError }
  /** @param pauseMs what the provider asks to be left alone for */
  | { readonly type: 'failed'; readonly error: GatewayError; readonly pauseMs: number | undefined };

export interface ProviderOptions {
  readonly wire: Wire;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly dimensions: number;
  readonly upstream: Upstream;
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What a batch may still do, and what it has done so far. */
export interface Account {
  /** On the monotonic clock. */
  readonly deadline: number;
  /** HTTP requests sent. */
  requests: number;
  /** Tokens of the answers; undefined once a request ended without telling. */
  tokens: number | undefined;
}

export type AskProvider = (texts: readonly string[], account: Account, signal: AbortSignal) => Promise<Asked>;

const FIRST_DELAY_MS = 100;
const MOST_DELAY_MS = 5_000;
/** A number as JSON is rarely longer than 24 characters; an answer also has names, indices and a usage. */
const BYTES_PER_NUMBER = 32;
const BYTES_BESIDE = 65_536;
/** The deadline aborts the signal; should that fail, the connection ends by itself this much later. */
const AFTER_DEADLINE_MS = 1_000;
const REFUSED = new Set([400, 413, 422]);
const TOO_LONG = /too (long|large|many)|token|length|context/i;

/**
 * Asks a provider, and again within the deadline where that may help: after 408, 429, 5xx and lost connections, when it
 * says (`Retry-After`) or after a growing delay with jitter. Rejects only with the signal's reason.
 */
export function createAskProvider(options: ProviderOptions): AskProvider {
  const { wire, clock } = options;

  const once = async (texts: readonly string[], account: Account, signal: AbortSignal): Promise<Attempt> => {
    const left = Math.max(0, Math.ceil(account.deadline - clock.monotonic())) + AFTER_DEADLINE_MS;
    const tokens = account.tokens;
    account.requests++;
    account.tokens = undefined; // until the answer was read
    const response = await options.upstream.send(
      {
        url: options.url,
        method: 'POST',
        headers: options.headers,
        body: Buffer.from(JSON.stringify(wire.body(texts))),
        timeouts: { firstByteMs: left, idleMs: left, totalMs: left },
      },
      signal,
    );
    const most = BYTES_BESIDE + texts.length * options.dimensions * BYTES_PER_NUMBER;
    const body = await readJson(response, most);
    if (response.status === 200) {
      const answer = body && wire.read(body, texts.length);
      if (!answer) return { type: 'failed', error: noAnswer(options.url), again: false, afterMs: undefined };
      if (tokens !== undefined && answer.tokens !== undefined) account.tokens = tokens + answer.tokens;
      return { type: 'answered', answer };
    }
    account.tokens = tokens; // what is refused is not charged for
    const error = refusal(options.url, response.status, body);
    if (REFUSED.has(response.status))
      return { type: 'refused', saysTooLong: TOO_LONG.test(messageOf(body)), error };
    return {
      type: 'failed',
      error,
      again: response.status === 408 || response.status === 429 || response.status >= 500,
      afterMs: retryAfterMs(response.headers, clock.now()),
    };
  };

  return async (texts, account, signal) => {
    for (let attempt = 1; ; attempt++) {
      const asked = await once(texts, account, signal).catch((thrown): Attempt => {
        signal.throwIfAborted();
        return lost(options.url, thrown);
      });
      if (asked.type !== 'failed') return asked;
      const left = account.deadline - clock.monotonic();
      const afterMs = delay(asked.afterMs, attempt, options.random());
      if (!asked.again || attempt >= options.maxAttempts || afterMs >= left)
        return { type: 'failed', error: asked.error, pauseMs: asked.afterMs };
      await wait(afterMs, signal);
    }
  };
}

type Attempt =
  | Exclude<Asked, { type: 'failed' }>
  | {
      readonly type: 'failed';
      readonly error: GatewayError;
      readonly again: boolean;
      readonly afterMs: number | undefined;
    };

/** When to ask again. By chance a little later, or a little less late, so that many do not come back at once. */
function delay(askedMs: number | undefined, attempt: number, random: number): number {
  if (askedMs !== undefined) return askedMs + random * FIRST_DELAY_MS;
  return Math.min(MOST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)) * (1 - random / 2);
}

/** The body as a JSON object; undefined where it is none. @throws where it is longer than an answer can be */
async function readJson({ body }: UpstreamResponse, most: number): Promise<JsonObject | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > most) throw embedderUnavailable(`an answer of more than ${most} bytes`);
    pieces.push(piece);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function lost(url: URL, thrown: unknown): Attempt {
  const again = thrown instanceof GatewayError && thrown.retryable && thrown.code !== 'embedder-unavailable';
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const error = embedderUnavailable(`${url.host}: ${detail}`, thrown);
  return { type: 'failed', error, again, afterMs: undefined };
}

function noAnswer(url: URL): GatewayError {
  return embedderUnavailable(`${url.host} sent no embeddings, or not as many as there were texts`);
}

/** Only status and code: a provider's message may quote the text, or the key. */
function refusal(url: URL, status: number, body: JsonObject | undefined): GatewayError {
  const { code, type, status: name } = objectOr(body?.error);
  const slug = [code, name, type].find((value) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value));
  return embedderUnavailable(
    `${url.host} answered ${status}${slug === undefined ? '' : ` (${String(slug)})`}`,
  );
}

/** `error.message` with OpenAI and Gemini, `message` with Cohere, `error` with Text Embeddings Inference. */
function messageOf(body: JsonObject | undefined): string {
  return [objectOr(body?.error).message, body?.message, body?.error]
    .map((text) => stringOr(text, ''))
    .join(' ');
}
