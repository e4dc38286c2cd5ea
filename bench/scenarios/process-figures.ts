import { readFileSync } from 'node:fs';

// proc(5) counts in ticks of 1/100 s on every Linux that Node supports (getconf CLK_TCK).
const TICK_US = 10_000;

/** CPU time of a process with all its threads since its start, in microseconds; null where there is no /proc. */
export function cpuTimeUs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks: the fields are counted behind it (utime is the 12th there).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    return null;
  }
}

/** Resident memory of a process in MB (10⁶ bytes); null where there is no /proc. */
export function residentMb(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Math.round((Number(kib) * 1024) / 1e5) / 10;
  } catch {
    return null;
  }
}

/** CPU time that the whole machine has used since its start, stolen time included, in microseconds. */
export function machineTimeUs(): number | null {
  try {
    const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softIrq + steal) * TICK_US;
  } catch {
    return null;
  }
}
