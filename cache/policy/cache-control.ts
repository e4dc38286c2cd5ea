import { invalidRequest } from '#core';

/** The request directives of RFC 9111 §5.2.1 that a cache of answers can honour. */
export interface CacheControl {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  /** Seconds an answer may be old. */
  readonly maxAge: number | undefined;
}

const NONE: CacheControl = { noCache: false, noStore: false, onlyIfCached: false, maxAge: undefined };

/** Unknown directives are ignored, as the RFC asks. @throws GatewayError when `max-age` is not a number of seconds */
export function parseCacheControl(header: string | undefined): CacheControl {
  if (header === undefined) return NONE;
  const control = { ...NONE };
  for (const directive of header.split(',')) {
    const [name = '', argument = ''] = directive.trim().toLowerCase().split('=', 2);
    if (name === 'no-cache') control.noCache = true;
    else if (name === 'no-store') control.noStore = true;
    else if (name === 'only-if-cached') control.onlyIfCached = true;
    else if (name === 'max-age') control.maxAge = seconds(argument);
  }
  return control;
}

function seconds(argument: string): number {
  const digits = argument.replaceAll('"', '');
  if (!/^\d{1,10}$/.test(digits)) {
    throw invalidRequest('Cache-Control: max-age takes a number of seconds.', 'cache-control');
  }
  return Number(digits);
}
