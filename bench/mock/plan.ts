import type { AnswerText } from './answer-text.ts';
import type { Finish, MockDialect, Reply } from './dialect.ts';
import type { RequestedFault } from './faults.ts';
import type { ChatAsk } from './read-request.ts';

/** How an answer's bytes stop: whole, silent for ever, or with the connection destroyed. */
type Ending = 'end' | 'stall' | 'cut';

/** What will be sent, decided before a byte of it goes out. */
export type Plan =
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall' }
  | {
      readonly kind: 'body';
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly retryAfter?: string;
      /** Only the first half is sent, under the length of the whole. */
      readonly ending: Ending;
    }
  | { readonly kind: 'stream'; readonly frames: readonly string[]; readonly ending: Ending };

const JSON_TYPE = 'application/json';
const PAGE = '<!doctype html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>';
const NO_TEXT: AnswerText = { text: '', pieces: [], json: '""', jsonPieces: [] };

/** What one chat request needs to be answered. */
export type Planning = {
  readonly dialect: MockDialect;
  readonly ask: ChatAsk;
  readonly id: string;
  readonly createdSeconds: number;
  readonly answer: AnswerText;
  readonly fault: RequestedFault | null;
};

/** Decides what a chat request gets; without a fault, a whole answer. */
export function planChat(planning: Planning): Plan {
  const { dialect, ask, fault } = planning;
  if (fault === null) return whole(planning, 'stop', planning.answer);
  const status = statusFault(fault, dialect, ask.model, planning.id);
  if (status !== null) return status;
  switch (fault.kind) {
    case 'stall':
      return { kind: 'stall' };
    case 'reset':
      return { kind: 'reset' };
    case 'html':
      return { kind: 'body', status: 200, type: 'text/html; charset=utf-8', body: PAGE, ending: 'end' };
    case 'length':
      return whole(planning, 'length', planning.answer);
    case 'filter':
      return whole(planning, 'filter', planning.answer);
    case 'blank':
      return whole(planning, 'stop', NO_TEXT);
    default:
      return broken(whole(planning, 'stop', planning.answer), fault, dialect);
  }
}

/** The refusals, which are the same for chats and embeddings; null for any other fault. */
export function statusFault(
  fault: RequestedFault,
  dialect: MockDialect,
  model: string,
  requestId: string,
): Plan | null {
  const refusal = (status: number, message: string, code?: string): Plan => ({
    kind: 'body',
    status,
    type: JSON_TYPE,
    body: dialect.error(status, message, requestId, code),
    ending: 'end',
  });
  if (fault.kind === 'unknown') return refusal(404, `The mock provider knows no fault called '${model}'.`);
  if (fault.kind === 'quota') {
    return refusal(429, 'You exceeded your current quota, please check your plan.', 'insufficient_quota');
  }
  const status = Number.parseInt(fault.kind, 10);
  if (Number.isNaN(status)) return null;
  const plan = refusal(status, `The mock provider was asked for ${status} by the model's name.`);
  return fault.kind === '429' && plan.kind === 'body' ? { ...plan, retryAfter: '1' } : plan;
}

function whole(planning: Planning, finish: Finish, answer: AnswerText): Plan {
  const { dialect, ask } = planning;
  const reply: Reply = {
    id: planning.id,
    model: ask.model,
    createdSeconds: planning.createdSeconds,
    answer,
    promptTokens: ask.promptTokens,
    finish,
    includeUsage: ask.includeUsage,
  };
  if (ask.stream) return { kind: 'stream', frames: dialect.frames(reply), ending: 'end' };
  return { kind: 'body', status: 200, type: JSON_TYPE, body: dialect.body(reply), ending: 'end' };
}

function broken(plan: Plan, fault: RequestedFault, dialect: MockDialect): Plan {
  if (plan.kind === 'stream') return brokenStream(plan.frames, fault, dialect);
  return plan.kind === 'body' ? brokenBody(plan, fault, dialect) : plan;
}

function brokenStream(frames: readonly string[], fault: RequestedFault, dialect: MockDialect): Plan {
  const before = frames.slice(0, fault.amount ?? (fault.kind === 'stall-stream' ? 0 : 3));
  const cutFrame = (frames[before.length] ?? '').slice(0, 40);
  switch (fault.kind) {
    case 'stall-stream':
      return { kind: 'stream', frames: before, ending: 'stall' };
    case 'cut':
      return { kind: 'stream', frames: before, ending: 'cut' };
    case 'cut-clean':
      return { kind: 'stream', frames: before, ending: 'end' };
    case 'error-event':
      return { kind: 'stream', frames: [...before, dialect.errorFrame()], ending: 'end' };
    case 'garbage':
      return { kind: 'stream', frames: [...before, `${cutFrame}\n\n\u0000\ufffd%%\n\n`], ending: 'end' };
    case 'empty':
      return { kind: 'stream', frames: [], ending: 'end' };
    default:
      return { kind: 'stream', frames, ending: 'end' };
  }
}

function brokenBody(
  plan: Extract<Plan, { kind: 'body' }>,
  fault: RequestedFault,
  dialect: MockDialect,
): Plan {
  const half = plan.body.slice(0, plan.body.length >> 1);
  switch (fault.kind) {
    case 'stall-stream':
      return { ...plan, ending: 'stall' };
    case 'cut':
      return { ...plan, ending: 'cut' };
    case 'cut-clean':
    case 'garbage':
      return { ...plan, body: half };
    case 'error-event':
      return { ...plan, status: 500, body: dialect.error(500, 'The server had an error.', 'req_mock') };
    case 'empty':
      return { ...plan, body: '' };
    default:
      return plan;
  }
}
