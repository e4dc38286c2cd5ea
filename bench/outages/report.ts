import type { SpeedReport } from '../scenarios/report.ts';
import type { Fault } from './faults.ts';

/** `bench/results/outages.json`: made by one or more runs of `npm run bench:outages`. Times in µs unless a name says otherwise. */
export type OutageReport = Lengths & {
  readonly stacks: readonly StackReport[];
};

/** The same for every stack of a report. */
type Lengths = {
  /** Time of a fault that was asked for. */
  readonly seconds: number;
  /** Before it, counted and not counted. */
  readonly healthySeconds: number;
  readonly warmUpSeconds: number;
  readonly perSecond: number;
};

/** One gateway with one service. */
export type StackReport = {
  readonly name: string;
  readonly title: string;
  /** What `/readyz` calls the part. */
  readonly part: string;
  /** Name and version of the service. */
  readonly server: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly lookupTimeoutMs: number;
  readonly measured: Measured;
  readonly runs: readonly OutageRun[];
};

/** By which run, and on what. */
export type Measured = Pick<
  SpeedReport,
  'command' | 'date' | 'commit' | 'dirty' | 'node' | 'packages' | 'machine' | 'priority'
> & {
  /** Times that a fault was measured at most. */
  readonly attempts: number;
};

/** What one fault of one service did. */
export type OutageRun = {
  readonly fault: Fault['name'];
  /** Which attempt this was: one that other work disturbed may be made again. */
  readonly attempt: number;
  /** From its begin until the service answered again. */
  readonly faultSeconds: number;
  readonly windows: Readonly<Record<WindowName, WindowFigures>>;
  readonly recovery: Recovery;
  readonly readiness: ReadinessFigures;
  readonly writes: WriteFigures;
  /** Resident memory of the gateway (MB), before the fault, at its end and when the load ended. */
  readonly rssMb: {
    readonly before: number | null;
    readonly faultEnd: number | null;
    readonly end: number | null;
  };
  /** Mean load of the machine over its last minute: others use it, too. */
  readonly load: number;
};

/** `healthy`: before; `first`: the first two seconds of the fault; `rest`: of it; `after`: until the load ended. */
export type WindowName = 'healthy' | 'first' | 'rest' | 'after';

export type WindowFigures = {
  readonly seconds: number;
  readonly n: number;
  /** Answers with a status from 400 on, and requests without an answer. */
  readonly failed: number;
  /** Answers by status, and failures by reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Beyond that of the healthy window of the same run. */
  readonly addedP99Us: number;
  /** How late the load itself sent, part of the two above: a machine with other work to do. */
  readonly lagP99Us: number;
  /** Answers whose lookup was given up: the provider answered instead. */
  readonly unavailable: number;
  /** Answers from the cache. */
  readonly hits: number;
};

export type Recovery = {
  /** From the end of the fault until no lookup was given up for three seconds; null: not within the time there was. */
  readonly seconds: number | null;
  /** Lookups given up in a second that still count as well: as many as in a healthy one. */
  readonly allowedPerSecond: number;
  /** Second by second since the end of the fault. */
  readonly bySecond: readonly { readonly n: number; readonly failed: number; readonly unavailable: number }[];
};

/** What `/readyz` said, looked at five times a second. */
export type ReadinessFigures = {
  /** From the begin of the fault until it said `degraded`; null: it never did. */
  readonly degradedAfterSeconds: number | null;
  /** Of the parts that it called failed, with what it said of each first. */
  readonly parts: Readonly<Record<string, string>>;
  /** From the end of the fault until it said `ok` for good; null: not within the time there was. */
  readonly okAfterSeconds: number | null;
};

/** Of the gateway's metrics, over the whole load. */
export type WriteFigures = {
  readonly queued: number;
  /** Answers that were not stored because the store refused them, or because too many waited. */
  readonly failed: number;
  readonly dropped: number;
  /** Writes that waited at the end of the fault, and when the load ended. */
  readonly waitingAtFaultEnd: number;
  readonly waitingAtEnd: number;
};
