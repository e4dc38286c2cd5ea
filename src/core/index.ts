export { type Clock, systemClock } from './clock.ts';
export { asGatewayError, GatewayError, type GatewayErrorInit, invalidRequest } from './errors.ts';
export { randomId } from './ids.ts';
export {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOr,
  numberOr,
  objectOr,
  stringOr,
} from './json.ts';
export type {
  Dialect,
  DialectId,
  HiddenUsage,
  ReplayOptions,
  StreamFilter,
  StreamOutcome,
  StreamReader,
} from './llm/dialect.ts';
export type { ChatRequest, Part, Question, Role, Turn } from './llm/request.ts';
export {
  type ChatResponse,
  type Choice,
  type FinishReason,
  UNKNOWN_USAGE,
  type Usage,
} from './llm/response.ts';
export { threadUrl } from './thread-url.ts';
