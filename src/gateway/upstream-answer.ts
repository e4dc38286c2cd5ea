import type { IncomingHttpHeaders } from 'node:http';
import type { Dialect, JsonObject } from '#core';
import type { Endpoint } from '#providers';
import type { Route, Target } from '#routing';
import type { Outgoing } from './translate/request.ts';

export interface UpstreamCall {
  readonly endpoint: Endpoint;
  readonly dialect: Dialect;
  readonly route: Route;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array | undefined;
  /** The model the body names; another one is put in its place for targets that know it by another name. */
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Fields that ask for a stream's usage, as JSON text: set for providers that take them. */
  readonly usageEdits: Readonly<Record<string, string>>;
  /** How targets of another dialect are asked; undefined for endpoints that are not translated. */
  readonly translation: Translation | undefined;
  /** The client's query string with its question mark, such as a list's cursor. */
  readonly query?: string | undefined;
}

export interface Translation {
  /** The fields for which the dialect has no word and the route no leave to drop them. */
  readonly refused: (to: Dialect) => readonly string[];
  readonly outgoing: (target: Target) => Outgoing;
}

/** A provider's answer, in its own dialect: whole, or a stream whose first bytes have come. Nothing of it has gone to the client. */
export type UpstreamAnswer =
  | {
      readonly type: 'whole';
      readonly target: Target;
      readonly attempts: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      /** Another attempt might have mended it; this one was the last. */
      readonly failed: boolean;
      /** The body of a 2xx that answers a chat, unless it is compressed. */
      readonly json: JsonObject | undefined;
    }
  | {
      readonly type: 'stream';
      readonly target: Target;
      readonly attempts: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly first: Uint8Array;
      readonly rest: AsyncIterator<Uint8Array>;
    };
