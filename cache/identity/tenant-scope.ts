/** How wide an answer may be shared. */
export type Scope = 'key' | 'team' | 'customer' | 'credential' | 'global';

/** Who asks, as far as sharing is concerned. `credential` is an HMAC, never the secret. */
export interface Caller {
  readonly key: string | undefined;
  readonly team: string | undefined;
  readonly customer: string | undefined;
  readonly credential: string;
}

/**
 * The tenant an entry belongs to (C2). A caller without the asked-for level falls back to the next narrower one,
 * never to a wider one: without keys everything but `global` is the credential's own.
 */
export function tenantScope(scope: Scope, caller: Caller): string {
  const own = caller.key === undefined ? `credential:${caller.credential}` : `key:${caller.key}`;
  switch (scope) {
    case 'global':
      return 'global';
    case 'team':
      return caller.team === undefined ? own : `team:${caller.team}`;
    case 'customer':
      return caller.customer === undefined ? own : `customer:${caller.customer}`;
    case 'key':
      return own;
    case 'credential':
      return `credential:${caller.credential}`;
  }
}
