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
  EncodeRequestOptions,
  EncodeStreamOptions,
  HiddenUsage,
  ReplayOptions,
  StreamFilter,
  StreamOutcome,
  StreamReader,
} from './llm/dialect.ts';
export type {
  ChatRequest,
  Extension,
  OutputFormat,
  Part,
  Question,
  Role,
  Source,
  Tool,
  ToolChoice,
  Turn,
} from './llm/request.ts';
export {
  type ChatResponse,
  type Choice,
  type Ending,
  type FinishReason,
  UNKNOWN_USAGE,
  type Usage,
} from './llm/response.ts';
export type { StreamDecoder, StreamEncoder, StreamEvent } from './llm/stream-event.ts';
export { makeFolder } from './make-folder.ts';
export { threadUrl } from './thread-url.ts';
