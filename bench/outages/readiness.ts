import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadinessFigures } from './report.ts';

interface Readiness {
  readonly status: string;
  readonly parts: Readonly<Record<string, { readonly status: string; readonly detail?: string }>>;
}

/** Looks at `/readyz` now and then. */
export interface ReadinessWatch {
  /** @param faultFrom,faultTo milliseconds of `performance.now()` */
  readonly figures: (faultFrom: number, faultTo: number) => ReadinessFigures;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 200;
const ANSWER_MS = 2_000;

export function watchReadiness(origin: string): ReadinessWatch {
  const stopping = new AbortController();
  const parts: Record<string, string> = {};
  const degraded: number[] = [];
  let okSince: number | undefined;

  const look = async (): Promise<void> => {
    const { status, parts: seen } = await readReadiness(origin);
    const now = performance.now();
    if (status === 'ok') {
      okSince ??= now;
      return;
    }
    okSince = undefined;
    degraded.push(now);
    for (const [name, part] of Object.entries(seen)) {
      if (part.status === 'failed') parts[name] ??= part.detail ?? '';
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => {
        okSince = undefined; // a gateway that does not answer is not well
      });
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    figures: (faultFrom, faultTo) => {
      const firstDegraded = degraded.find((at) => at >= faultFrom);
      return {
        degradedAfterSeconds: firstDegraded === undefined ? null : inSeconds(firstDegraded - faultFrom),
        parts,
        okAfterSeconds: okSince === undefined ? null : inSeconds(Math.max(0, okSince - faultTo)),
      };
    },
    stop: () => {
      stopping.abort();
      return looking;
    },
  };
}

/** What a gateway says of its parts. */
export async function readReadiness(origin: string): Promise<Readiness> {
  const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
  return (await response.json()) as Readiness;
}

const inSeconds = (ms: number): number => Math.round(ms / 100) / 10;
