import { existsSync, renameSync } from 'node:fs';

/** Renames a broken database, with its log, to `<name>.corrupt-<time>` for whoever wants to look; returns the new name. */
export function moveAside(path: string, now: Date): string {
  const target = `${path}.corrupt-${now.toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
