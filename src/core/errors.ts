/** What a `GatewayError` is made of. `publicMessage` may reach a client; `message` and `cause` only the log. */
export interface GatewayErrorInit {
  /** Stable slug, documented in docs/errors.md. */
  readonly code: string;
  readonly status: number;
  /** What the client reads: says what to do, never an internal detail. */
  readonly publicMessage: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable?: boolean;
  /** What the log reads, when it differs from the public message. */
  readonly message?: string;
  readonly cause?: unknown;
  /** The field of the request that is wrong, in the client's dialect. */
  readonly param?: string;
  /** Seconds after which a retry makes sense (becomes `Retry-After`). */
  readonly retryAfterSeconds?: number;
}

/** Every failure the gateway itself answers with. Adapters wrap what they catch; nothing else crosses a room. */
export class GatewayError extends Error {
  readonly code: string;
  readonly status: number;
  readonly publicMessage: string;
  readonly retryable: boolean;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: GatewayErrorInit) {
    super(init.message ?? init.publicMessage, { cause: init.cause });
    this.name = 'GatewayError';
    this.code = init.code;
    this.status = init.status;
    this.publicMessage = init.publicMessage;
    this.retryable = init.retryable ?? false;
    this.param = init.param;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

/** A request the client has to change: 400 `invalid-request`. */
export function invalidRequest(publicMessage: string, param?: string): GatewayError {
  return new GatewayError({
    code: 'invalid-request',
    status: 400,
    publicMessage,
    ...(param === undefined ? {} : { param }),
  });
}

/** The error as such, or `internal-error` around whatever else was thrown; its text stays in the log. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError({
    code: 'internal-error',
    status: 500,
    publicMessage: 'The gateway failed to answer this request. Its log has the cause under the request id.',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    cause: thrown,
  });
}
