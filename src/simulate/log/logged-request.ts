import type { IncomingHttpHeaders } from 'node:http';
import type { DialectId, JsonObject, Usage } from '#core';

/** One chat request as a log tells of it, whatever the log's format. What the log does not say is undefined, never 0. */
export interface LoggedRequest {
  /** Milliseconds since the epoch when it came. */
  readonly time: number | undefined;
  /** How long its answer took, in milliseconds. */
  readonly durationMs: number | undefined;
  readonly dialect: DialectId;
  readonly body: JsonObject;
  /** Request headers that the cache obeys or that change the answer. */
  readonly headers: IncomingHttpHeaders;
  readonly answer: LoggedAnswer | undefined;
  /** It got no answer: such a request asks the cache and fills nothing. */
  readonly failed: boolean;
  readonly usage: Usage;
  /** What the log says it cost, in nano-dollars. */
  readonly costNanos: number | undefined;
  readonly who: LoggedCaller;
  /** Another cache answered it already: what it cost says nothing. */
  readonly fromOtherCache: boolean;
}

export interface LoggedAnswer {
  readonly dialect: DialectId;
  readonly body: JsonObject;
}

/** Who asked, as far as the log says; names and hashes are as good as each other, they are only compared. */
export interface LoggedCaller {
  readonly key: string | undefined;
  readonly team: string | undefined;
  readonly customer: string | undefined;
}

/** What one row of a log turned out to be. */
export type ReadRow =
  | { readonly type: 'request'; readonly request: LoggedRequest }
  /** Sound, and no chat request: an embedding, a span. */
  | { readonly type: 'other'; readonly what: string }
  | { readonly type: 'broken'; readonly problem: string };

/** A row before anybody knows what its fields mean, with the line on which it begins. */
export type RawRow =
  | { readonly type: 'row'; readonly line: number; readonly fields: JsonObject }
  | { readonly type: 'broken'; readonly line: number; readonly problem: string };

/** One way in which logs are written. */
export interface LogFormat {
  readonly name: FormatName;
  /** What it is and how one gets it: for help and errors. */
  readonly what: string;
  readonly recognises: (fields: JsonObject) => boolean;
  readonly read: (fields: JsonObject) => ReadRow;
}

export type FormatName = 'reprise' | 'openai' | 'litellm' | 'langfuse' | 'table';
