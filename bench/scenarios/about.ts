import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, getPriority, release, totalmem, type } from 'node:os';
import type { SpeedReport } from './report.ts';

/** Made from a result. */
const MADE = [':!bench/results', ':!docs/benchmarks.md', ':!docs/reliability.md'];
const PACKAGES = ['undici', 'fastify', 'better-sqlite3', '@xenova/transformers'];

/**
 * Where and on what a run was made.
 * @param used packages whose versions matter
 */
export function aboutThisRun(
  used: readonly string[] = PACKAGES,
): Pick<SpeedReport, 'date' | 'commit' | 'dirty' | 'node' | 'packages' | 'machine' | 'priority'> {
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD') ?? 'unknown',
    // A result that has just been written does not make the source another one.
    dirty: git('status', '--porcelain', '--', '.', ...MADE) !== '',
    priority: priority(),
    node: process.versions.node,
    packages: Object.fromEntries(used.map((name) => [name, versionOf(name)])),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      // Not availableParallelism: that is 1 once this process is pinned.
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1e9),
      os: `${type()} ${release()}`,
    },
  };
}

/** Of all three processes: with autogroups a session's own value decides, else the process's (sched(7)). */
function priority(): number {
  try {
    if (readFileSync('/proc/sys/kernel/sched_autogroup_enabled', 'utf8').trim() === '1') {
      return Number(readFileSync('/proc/self/autogroup', 'utf8').split('nice ')[1] ?? 0);
    }
  } catch {
    // Not Linux, or built without autogroups.
  }
  return getPriority();
}

function git(...args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

function versionOf(name: string): string {
  try {
    const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    const { version }: { version?: string } = JSON.parse(readFileSync(file, 'utf8'));
    return version ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
