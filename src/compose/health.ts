import type { Readiness } from '#http';
import type { Logger } from '#observability';

/** The state of each part, for `/readyz`. No part keeps the gateway from serving. */
export interface Health {
  /** `starting` until the promise settles, then `ok` or `failed`. */
  readonly during: (part: string, work: Promise<unknown>) => void;
  /** Nobody knows yet. */
  readonly starting: (part: string) => void;
  readonly failed: (part: string, error: unknown) => void;
  readonly ok: (part: string) => void;
  /** Everything closes: what fails from now on is no news. */
  readonly close: () => void;
  /** For `/readyz`. */
  readonly readiness: (stopping: boolean) => Readiness;
}

interface PartHealth {
  readonly status: 'starting' | 'ok' | 'failed';
  /** ISO time of the last change. */
  readonly since: string;
  readonly detail?: string;
}

/** Each failure and recovery goes to the log. */
export function createHealth(now: () => number, logger: Pick<Logger, 'info' | 'error'>): Health {
  const parts = new Map<string, PartHealth>();
  let closed = false;
  const set = (part: string, status: PartHealth['status'], detail?: string): void => {
    if (closed) return;
    const known = parts.get(part);
    if (known?.status === status && known.detail === detail) return;
    const since = known?.status === status ? known.since : new Date(now()).toISOString();
    const health = { status, since, ...(detail === undefined ? {} : { detail }) };
    parts.set(part, health);
    if (known?.status === status) return;
    if (status === 'failed') logger.error({ part, detail }, 'a part failed');
    else if (known) logger.info({ part }, `${part}: ${status}`);
  };
  const failed = (part: string, error: unknown): void =>
    set(part, 'failed', error instanceof Error ? error.message : String(error));
  return {
    failed,
    starting: (part) => set(part, 'starting'),
    ok: (part) => set(part, 'ok'),
    during: (part, work) => {
      set(part, 'starting');
      work.then(
        () => set(part, 'ok'),
        (error: unknown) => failed(part, error),
      );
    },
    close: () => {
      closed = true;
    },
    readiness: (stopping) => {
      const anyFailed = [...parts.values()].some(({ status }) => status === 'failed');
      const status = stopping ? 'stopping' : anyFailed ? 'degraded' : 'ok';
      return { status, parts: Object.fromEntries(parts) };
    },
  };
}
