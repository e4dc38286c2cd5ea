import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLoop } from '../load/open-loop.ts';
import { endpointOf } from '../load/request.ts';
import { askOnce, chatBody, uniqueQuestion } from '../scenarios/ask.ts';
import { residentMb } from '../scenarios/process-figures.ts';
import { type StagedGateway, startGateway, startMock } from '../scenarios/stage.ts';
import { until } from '../services/until.ts';
import type { Fault } from './faults.ts';
import { readReadiness, watchReadiness } from './readiness.ts';
import type { OutageRun } from './report.ts';
import { openSlowWay, type SlowWay } from './slow-way.ts';
import type { OpenStack, Stack } from './stacks.ts';
import { createWindows, type Windows } from './windows.ts';
import { readWriteMetrics, type WriteMetrics } from './write-metrics.ts';

/** Lengths of a measurement, and who may end it early. */
export type OutageOptions = {
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly healthySeconds: number;
  /** Of a fault; `restarting` has its service back after a third of it. */
  readonly seconds: number;
  /** The gateway's file. */
  readonly entry: string;
  readonly signal: AbortSignal;
};

export type MeasuredOutage = {
  /** Name and version of the service. */
  readonly server: string;
  readonly run: OutageRun;
};

/** How long recovery is waited for, and looked at, at the least. */
const RECOVERY_SECONDS = { most: 60, least: 5 };
const CACHED_QUESTIONS = 200;
const NOT_PINNED = { kind: 'free', why: 'the services need a core, too' } as const;

/** One fault of one service under load, everything started anew. */
export async function measureOutage(
  stack: Stack,
  fault: Fault,
  options: OutageOptions,
): Promise<MeasuredOutage> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const service = await stack.open();
    closers.push(service.dispose);
    const ways = fault.name === 'slow' ? await Promise.all(service.ports.map(openSlowWay)) : [];
    for (const way of ways) closers.push(way.close);
    const provider = await startMock(NOT_PINNED, {});
    closers.push(provider.close);
    const gateway = await startGateway({
      pinning: NOT_PINNED,
      cores: 'any',
      entry: options.entry,
      upstream: provider.chatUrl,
      environment: {
        REPRISE_AUTH__SECRET: 'a secret that every gateway of a team was given',
        ...stack.settings,
        ...service.addresses((port) => ways[service.ports.indexOf(port)]?.port ?? port),
      },
    });
    closers.push(gateway.close);
    await fillCache(gateway);
    return { server: service.server, run: await underLoad(gateway, service, ways, fault, options) };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Resolves when every part is well and the cached questions are stored. */
async function fillCache(gateway: StagedGateway): Promise<void> {
  const { origin } = new URL(gateway.chatUrl);
  await until('every part is well', async () => {
    const { status, parts } = await readReadiness(origin);
    return status === 'ok' && Object.values(parts).every((part) => part.status === 'ok');
  });
  for (let number = 0; number < CACHED_QUESTIONS; number++) {
    await askOnce(gateway.chatUrl, cachedQuestion(number));
  }
  await until('the answers are stored', async () => (await readWriteMetrics(origin)).waiting === 0);
}

async function underLoad(
  gateway: StagedGateway,
  service: OpenStack,
  ways: readonly SlowWay[],
  fault: Fault,
  options: OutageOptions,
): Promise<OutageRun> {
  const { perSecond, warmUpSeconds, healthySeconds, seconds } = options;
  const { origin } = new URL(gateway.chatUrl);
  const before = await readWriteMetrics(origin);
  const readiness = watchReadiness(origin);
  const windows = createWindows(performance.now() + warmUpSeconds * 1000);
  const ended = new AbortController();
  const load = openLoop({
    endpoint: endpointOf(gateway.chatUrl),
    body: (index) => chatBody(questionOf(index)),
    ...{ perSecond, warmUpSeconds, tally: windows.tally },
    // Longer than all that can happen: it is ended when everything has.
    seconds: healthySeconds + seconds + 2 * RECOVERY_SECONDS.most,
    signal: AbortSignal.any([ended.signal, options.signal]),
  });
  try {
    const happened = await whatHappens(gateway, { service, ways, fault, windows, options });
    ended.abort();
    await load;
    const after = await readWriteMetrics(origin);
    await readiness.stop();
    const [from = 0, to = 0] = [windows.faultFrom(), windows.faultTo()];
    return {
      fault: fault.name,
      attempt: 1,
      faultSeconds: Math.round((to - from) / 100) / 10,
      windows: windows.figures(),
      recovery: windows.recovery(),
      readiness: readiness.figures(from, to),
      writes: {
        queued: after.queued - before.queued,
        failed: after.failed - before.failed,
        dropped: after.dropped - before.dropped,
        waitingAtFaultEnd: happened.waiting,
        waitingAtEnd: after.waiting,
      },
      rssMb: { ...happened.rssMb, end: residentMb(gateway.pid) },
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    };
  } finally {
    ended.abort();
    await load;
    await readiness.stop();
  }
}

interface Happening {
  readonly service: OpenStack;
  readonly ways: readonly SlowWay[];
  readonly fault: Fault;
  readonly windows: Windows;
  readonly options: OutageOptions;
}

/** A healthy while, the fault, and what follows until the gateway has recovered. */
async function whatHappens(
  gateway: StagedGateway,
  { service, ways, fault, windows, options }: Happening,
): Promise<Pick<WriteMetrics, 'waiting'> & { rssMb: Pick<OutageRun['rssMb'], 'before' | 'faultEnd'> }> {
  const { signal, seconds } = options;
  const { origin } = new URL(gateway.chatUrl);
  const pause = (s: number) => sleep(s * 1000, undefined, { signal });

  await pause(options.warmUpSeconds + options.healthySeconds);
  const rssBefore = residentMb(gateway.pid);
  windows.faultBegins();
  await fault.begin(service, ways);
  await pause(seconds * fault.share);
  const { waiting } = await readWriteMetrics(origin);
  const rssMb = { before: rssBefore, faultEnd: residentMb(gateway.pid) };
  await fault.end(service, ways);
  windows.faultEnds();

  const least = Math.max(RECOVERY_SECONDS.least, seconds * (1 - fault.share));
  await pause(least);
  for (let waited = least; waited < RECOVERY_SECONDS.most; waited += 0.2) {
    const isWell = (await readReadiness(origin)).status === 'ok';
    if (isWell && windows.recovery().seconds !== null) break;
    await pause(0.2);
  }
  return { waiting, rssMb };
}

/** Half are cached, half are new: each lookup, write and miss meets the fault. */
function questionOf(index: number): string {
  return index % 2 === 0 ? cachedQuestion((index / 2) % CACHED_QUESTIONS) : uniqueQuestion(index);
}

/** None of those that are new. */
const cachedQuestion = (number: number): string => uniqueQuestion(10_000_000 + number);
