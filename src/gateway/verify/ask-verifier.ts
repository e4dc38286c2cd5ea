import type { IncomingHttpHeaders } from 'node:http';
import type { ChatRequest, ChatResponse, Dialect } from '#core';
import type { Route, Target } from '#routing';
import type { Asked, CostOf } from '../asked.ts';
import { type CallUpstreamParts, callUpstream } from '../call-upstream.ts';
import { sentHeaders, translateRequest } from '../translate/request.ts';
import type { UpstreamAnswer, UpstreamCall } from '../upstream-answer.ts';
import { type Check, checkOf, type Doubt, MOST_REPLY_TOKENS, type Verdict } from './prompt.ts';

export interface AskVerifierParts extends CallUpstreamParts {
  readonly costOf: CostOf;
}

/** The chat model that is asked, and how long. */
export interface ChatVerifier {
  readonly route: Route;
  readonly deadlineMs: number;
}

/** What asking came to: only `yes` serves. `cancelled` is that nobody waits for the verdict any more. */
export type VerificationResult = Verdict | 'timeout' | 'failed' | 'cancelled';

export interface Verification {
  readonly result: VerificationResult;
  /** Who said it; undefined where nobody did. */
  readonly model: string | undefined;
}

/** Asks the chat model once, each of its targets at most once, within its deadline. Never rejects. */
export async function askVerifier(
  parts: AskVerifierParts,
  { route, deadlineMs }: ChatVerifier,
  asked: Asked,
  doubt: Doubt,
  signal: AbortSignal,
): Promise<Verification> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deadlineMs);
  try {
    const check = checkOf(doubt);
    const call = callFor(asked, { ...route, targets: targetsFor(route, asked) }, check);
    const answer = await callUpstream(parts, call, AbortSignal.any([signal, late.signal]));
    return await verificationOf(parts, answer, check);
  } catch {
    return {
      result: late.signal.aborted ? 'timeout' : signal.aborted ? 'cancelled' : 'failed',
      model: undefined,
    };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Those with a key of ours; the client's own credential is for the provider that the client itself asks, and is taken
 * to no other one.
 */
function targetsFor({ targets }: Route, asked: Asked): readonly Target[] {
  const clients = asked.route.targets[0]?.provider;
  return targets.filter(({ key, provider }) => key !== undefined || provider === clients);
}

/** The check as a call to the first target in its dialect, and to the others in theirs. */
function callFor(asked: Asked, route: Route, { turns }: Check): UpstreamCall {
  const [first] = route.targets;
  const dialect = first?.provider.codec ?? asked.call.dialect;
  const model = first?.model ?? route.name ?? '';
  const request: ChatRequest = { ...PLAIN, model, turns };
  const body = dialect.encodeRequest(request, { model, streamUsage: false });
  const headers = {
    ...(first && !first.key ? clientCredential(asked, request, dialect) : {}),
    ...dialect.headersFor(request),
  };
  return {
    endpoint: 'chat',
    dialect,
    route: { ...route, retries: 0 },
    headers,
    body: Buffer.from(JSON.stringify(body)),
    model,
    stream: false,
    usageEdits: {},
    translation: {
      refused: () => [],
      outgoing: (target) => translateRequest({ dialect, request, headers }, target),
    },
  };
}

/** A request without anything but its turns. */
const PLAIN: Omit<ChatRequest, 'model' | 'turns'> = {
  question: undefined,
  stream: false,
  streamUsage: false,
  temperature: 0,
  topP: undefined,
  n: 1,
  seed: undefined,
  maxTokens: MOST_REPLY_TOKENS,
  stop: [],
  hasTools: false,
  tools: [],
  toolChoice: undefined,
  parallelTools: true,
  effort: undefined,
  format: undefined,
  user: undefined,
  responseFormat: undefined,
  outputs: [],
  serverState: [],
  extensions: [],
};

const CREDENTIALS = ['authorization', 'x-api-key', 'openai-organization', 'openai-project'] as const;

/** The headers that say for whom the client asks, as a provider of the dialect takes them. */
function clientCredential({ call }: Asked, request: ChatRequest, to: Dialect): IncomingHttpHeaders {
  const headers = Object.fromEntries(CREDENTIALS.map((name) => [name, call.headers[name]]));
  return sentHeaders({ dialect: call.dialect, request, headers }, to);
}

/** The verdict of an answer that was paid for. */
async function verificationOf(
  { observer, costOf }: AskVerifierParts,
  answer: UpstreamAnswer,
  check: Check,
): Promise<Verification> {
  const { model, provider } = answer.target;
  if (answer.type === 'stream') await answer.rest.return?.();
  if (answer.type === 'stream' || !answer.json) return { result: 'failed', model: undefined };
  const response = provider.codec.decodeResponse(answer.json);
  observer.used({ usage: response.usage, costNanos: costOf(model, response.usage) });
  return { result: check.read(textOf(response)), model };
}

const textOf = ({ choices }: ChatResponse): string =>
  (choices[0]?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
