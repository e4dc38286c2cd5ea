import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject } from '#core';
import { derivedAnswers, toAnswerText } from './answer-text.ts';
import { anthropicDialect } from './anthropic.ts';
import { isAdmitted } from './credentials.ts';
import { embeddingsBody } from './embeddings.ts';
import { type RequestedFault, requestedFault } from './faults.ts';
import { openaiDialect } from './openai.ts';
import type { MockProviderOptions } from './options.ts';
import { type Plan, planChat, statusFault } from './plan.ts';
import { latencySource } from './random.ts';
import { type Refused, readChat, readInputs } from './read-request.ts';
import { send } from './send.ts';

/** A POST whose body has come, with its number since the start. */
type Arrived = { readonly path: string; readonly body: string; readonly number: number };

/** Answers POSTs; `reset` forgets how often each `x<n>` fault has struck. */
export type Answering = {
  readonly answer: (request: IncomingMessage, response: ServerResponse, arrived: Arrived) => void;
  readonly reset: () => void;
};

/** What an answer is, and how much of its time the token rate takes. */
type Decision = { readonly plan: Plan; readonly tokens: number; readonly slowMs: number };

const MAX_COUNTED_FAULTS = 1000;

/** Builds the answering part of a mock provider from its settings. */
export function createAnswering(options: MockProviderOptions): Answering {
  const { keys, answer } = options;
  const answerTo =
    answer === undefined
      ? derivedAnswers(options.answerTokens ?? 50)
      : (question: string) => toAnswerText(answer(question));
  const firstTokenMs = latencySource(options.latency ?? { kind: 'fixed', ms: 0 });
  const betweenMs = options.tokensPerSecond ? 1000 / options.tokensPerSecond : 0;
  const struck = new Map<string, number>();

  function decide(request: IncomingMessage, { path, body: text }: Arrived, id: string): Decision | Refused {
    const anthropic = path.endsWith('/messages');
    if (!isAdmitted(keys, request)) {
      return refusal(401, anthropic ? 'invalid x-api-key' : 'Incorrect API key provided.');
    }
    if (anthropic && request.headers['anthropic-version'] === undefined) {
      return refusal(400, 'anthropic-version: header is required');
    }
    const body = parse(text);
    if (body === null) return refusal(400, 'We could not parse the JSON body of your request.');
    if (path.endsWith('/embeddings')) return decideEmbeddings(body, id);
    if (!anthropic && !path.endsWith('/chat/completions')) return refusal(404, `Invalid URL (POST ${path})`);

    const dialect = anthropic ? anthropicDialect : openaiDialect;
    const ask = readChat(body, dialect);
    if (ask.kind === 'refused') return ask;
    const fault = strike(ask.model);
    const answerText = answerTo(ask.question);
    const createdSeconds = Math.floor(Date.now() / 1000);
    const plan = planChat({ dialect, ask, id, createdSeconds, answer: answerText, fault });
    return { plan, tokens: answerText.pieces.length, slowMs: slowness(fault) };
  }

  function decideEmbeddings(body: JsonObject, id: string): Decision | Refused {
    const { model, dimensions, encoding_format: encoding } = body;
    const inputs = readInputs(body.input);
    if (typeof model !== 'string' || inputs === null) {
      return refusal(400, "'input' and 'model' are required parameters.");
    }
    const fault = strike(model);
    const refused = fault === null ? null : statusFault(fault, openaiDialect, model, `req_${id}`);
    if (refused !== null) return { plan: refused, tokens: 0, slowMs: 0 };
    if (fault?.kind === 'stall' || fault?.kind === 'reset') {
      return { plan: { kind: fault.kind }, tokens: 0, slowMs: 0 };
    }
    const size = typeof dimensions === 'number' ? dimensions : (options.dimensions ?? 1536);
    const data = embeddingsBody(model, inputs, size, encoding === 'base64' ? 'base64' : 'float');
    return {
      plan: { kind: 'body', status: 200, type: 'application/json', body: data, ending: 'end' },
      tokens: 0,
      slowMs: slowness(fault),
    };
  }

  function strike(model: string): RequestedFault | null {
    const fault = requestedFault(model);
    if (fault === null || fault.times === null) return fault;
    const before = struck.get(model) ?? 0;
    if (struck.size < MAX_COUNTED_FAULTS) struck.set(model, before + 1);
    return before < fault.times ? fault : null;
  }

  return {
    answer: (request, response, arrived) => {
      const dialect = arrived.path.endsWith('/messages') ? anthropicDialect : openaiDialect;
      const id = `mock${arrived.number.toString(36).padStart(8, '0')}`;
      const idHeader = [dialect.requestIdHeader, `req_${id}`] as const;
      const decision = decide(request, arrived, id);
      if ('kind' in decision) {
        const body = dialect.error(decision.status, decision.message, `req_${id}`);
        const plan: Plan = {
          kind: 'body',
          status: decision.status,
          type: 'application/json',
          body,
          ending: 'end',
        };
        send(response, plan, { firstMs: 0, betweenMs: 0 }, idHeader);
        return;
      }
      const { plan, tokens, slowMs } = decision;
      const rateMs = plan.kind === 'body' ? betweenMs * tokens : 0;
      send(response, plan, { firstMs: firstTokenMs() + rateMs + slowMs, betweenMs }, idHeader);
    },
    reset: () => struck.clear(),
  };
}

function refusal(status: number, message: string): Refused {
  return { kind: 'refused', status, message };
}

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function slowness(fault: RequestedFault | null): number {
  return fault?.kind === 'slow' ? (fault.amount ?? 1000) : 0;
}
