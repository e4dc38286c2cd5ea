import type { SlowWay } from './slow-way.ts';

/** What is ill-treated: a server of the run's own. */
export interface Victim {
  /** SIGKILL to all of it; resolves when it has ended. */
  readonly kill: () => Promise<void>;
  /** Starts it again after `kill`, at the same place with the same data; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  readonly freeze: () => void | Promise<void>;
  readonly thaw: () => void | Promise<void>;
}

/** A way in which a service fails. */
export interface Fault {
  readonly name: 'dead' | 'slow' | 'frozen' | 'restarting';
  readonly what: string;
  /** How much of the time of a fault it takes until it ends. */
  readonly share: number;
  readonly begin: (victim: Victim, ways: readonly SlowWay[]) => void | Promise<void>;
  /** Resolves when the service answers as before. */
  readonly end: (victim: Victim, ways: readonly SlowWay[]) => void | Promise<void>;
}

/** Milliseconds that a slow service takes longer for each exchange. */
export const SLOW_MS = 200;

export const FAULTS: readonly Fault[] = [
  {
    name: 'dead',
    what: 'killed (SIGKILL), and started again at the end of the fault',
    share: 1,
    begin: ({ kill }) => kill(),
    end: ({ start }) => start(),
  },
  {
    name: 'slow',
    what: `${SLOW_MS} ms more for each exchange, half of it each way, by a proxy in between`,
    share: 1,
    begin: (_, ways) => delayAll(ways, SLOW_MS / 2),
    end: (_, ways) => delayAll(ways, 0),
  },
  {
    name: 'frozen',
    what: 'stopped (SIGSTOP): connections are taken and nothing answers; woken at the end of the fault',
    share: 1,
    begin: ({ freeze }) => freeze(),
    end: ({ thaw }) => thaw(),
  },
  {
    name: 'restarting',
    what: 'killed (SIGKILL), and started again after a third of the time',
    share: 1 / 3,
    begin: ({ kill }) => kill(),
    end: ({ start }) => start(),
  },
];

function delayAll(ways: readonly SlowWay[], ms: number): void {
  for (const way of ways) way.delay(ms);
}
