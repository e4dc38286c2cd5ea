import { createClients } from './clients.ts';
import { drive } from './drive.ts';
import { type DemoGateway, startGatewayProcess } from './gateway-process.ts';
import { makeReport } from './make-report.ts';
import { readTotals } from './metrics.ts';
import { compareWithCached } from './nearest.ts';
import { type DemoOptions, HELP, readOptions } from './options.ts';
import type { DemoReport } from './report.ts';
import { closingPage, openingPage, type Staged } from './show/opening.ts';
import { reportPage } from './show/page.ts';
import { createProgress, type Progress } from './show/progress.ts';
import { terminalOf } from './show/terminal.ts';
import { type StandIn, startStandIn } from './stand-in.ts';
import { readApps, trueAnswers } from './traffic/questions.ts';
import { createTraffic } from './traffic/traffic.ts';

/** Requests under way at once. */
const CONCURRENCY = 12;
const INTERRUPTED = 130;

const options = readOptions(process.argv.slice(2));
if (options === 'help') process.stdout.write(HELP);
else if (options instanceof Error) {
  process.stderr.write(`${options.message}\n\n${HELP}`);
  process.exitCode = 2;
} else process.exitCode = await demo(options, interruption());

/** The demo from start to end; what was started is stopped, whatever happens. @returns the exit code */
async function demo(options: DemoOptions, interrupted: AbortSignal): Promise<number> {
  const apps = readApps();
  const traffic = createTraffic(apps, options.requests, options.seed);
  const truths = trueAnswers(apps);
  for (const { text, truth } of traffic) truths.set(text, truth);

  const progress = createProgress(process.stderr, traffic.length);
  let standIn: StandIn | undefined;
  let gateway: DemoGateway | undefined;
  try {
    progress.step('starting the stand-in and the gateway …');
    standIn = await startStandIn(truths, options.speed);
    gateway = await startGatewayProcess({
      port: options.port,
      providerUrl: standIn.url,
      signal: interrupted,
    });
    const staged: Staged = { gateway, standIn, traffic, apps, concurrency: CONCURRENCY };
    const terminal = terminalOf(process.stdout);
    progress.end();
    if (!options.json) process.stdout.write(openingPage(staged, terminal));
    const report = await perform(staged, progress, options.seed, interrupted);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : reportPage(report, terminal),
    );
    if (!options.once) {
      const stream = options.json ? process.stderr : process.stdout;
      stream.write(`\n${closingPage(gateway, report.sample, terminalOf(stream))}`);
      await Promise.race([aborted(interrupted), gateway.ended]);
      process.stderr.write('\nStopping …\n');
    }
    return report.failures.length > 0 ? 1 : 0;
  } catch (error) {
    progress.end();
    if (interrupted.aborted) return INTERRUPTED;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  } finally {
    await gateway?.stop();
    await standIn?.close();
  }
}

/** Sends the traffic and works out what it showed. */
async function perform(
  staged: Staged,
  progress: Progress,
  seed: number,
  interrupted: AbortSignal,
): Promise<DemoReport> {
  const { gateway, standIn, traffic, concurrency } = staged;
  const started = performance.now();
  const ask = createClients(gateway.url);
  const driven = await drive(traffic, { ask, concurrency, signal: interrupted, done: progress.show });
  interrupted.throwIfAborted();
  const seconds = (performance.now() - started) / 1000;
  progress.step('comparing each question with what was cached …');
  const nearestOf = await compareWithCached(driven.results, interrupted);
  const totals = await readTotals(gateway.url);
  progress.end();
  return makeReport({ driven, nearestOf, totals, gateway, standIn, seed, concurrency, seconds });
}

/** Aborts at the first signal to stop; a second one does not wait. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
