import { loadavg } from 'node:os';
import type { LoadFigures } from './report.ts';

const EVERY_MS = 5_000;

/** Looks at the machine's load from now on; the returned function ends that and tells. */
export function watchLoad(): () => LoadFigures {
  const before = now();
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(now()), EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    seen.push(now());
    return { before, mean: seen.reduce((sum, load) => sum + load, 0) / seen.length, most: Math.max(...seen) };
  };
}

const now = (): number => loadavg()[0] ?? 0;
