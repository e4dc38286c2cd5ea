import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { aboutThisRun } from '../scenarios/about.ts';
import { measureCalmly } from './calm.ts';
import { FAULTS } from './faults.ts';
import { outagesPage } from './page.ts';
import type { Measured, OutageReport, OutageRun, StackReport } from './report.ts';
import { STACKS } from './stacks.ts';
import { runLine } from './words.ts';

const HELP = `npm run bench:outages [-- SERVICE…] [options]

Takes a gateway's services away under load, one at a time, and counts what its clients notice. Services, gateway and
mock provider are processes of their own on loopback, started anew for each fault. What was found goes to stdout.

Services (default: all that can be had here):
${STACKS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}

Options:
  --faults LIST       of ${FAULTS.map(({ name }) => name).join(',')} (default all)
  --seconds N         length of a fault (default 60; the report says the real one)
  --healthy N         seconds before it that it is compared with (default 5)
  --rate N            requests a second (default 100)
  --attempts N        measure again, up to N times, while other work holds up the load itself (default 1)
  --json FILE         write the whole report; services it has already, measured with the same lengths and rate, are kept
  --entry FILE        the gateway to start (default src/main.ts)
  --page              only make docs/reliability.md from bench/results/outages.json
  --help
`;

const RESULTS = fileURLToPath(new URL('../results/outages.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const PACKAGES = ['ioredis', 'bullmq', 'pg', 'weaviate-client', 'undici', 'fastify'];
const WARM_UP_SECONDS = 2;

const { values, positionals } = readArguments();

if (values.help) process.stdout.write(HELP);
else if (values.page) writeFileSync(PAGE, outagesPage(JSON.parse(readFileSync(RESULTS, 'utf8'))));
else await measure();

async function measure(): Promise<void> {
  const [seconds, healthySeconds, perSecond, attempts] = [
    values.seconds,
    values.healthy,
    values.rate,
    values.attempts,
  ].map(Number);
  const faults = FAULTS.filter(
    ({ name }) => values.faults === undefined || list(values.faults).includes(name),
  );
  const unknown = [
    ...positionals.filter((name) => !STACKS.some((one) => one.name === name)),
    ...list(values.faults).filter((name) => !FAULTS.some((one) => one.name === name)),
  ];
  if (unknown.length > 0 || !seconds || !healthySeconds || !perSecond || !attempts) {
    stop(unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : 'not a number above 0');
  }
  const asked = STACKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const { name, absent } of asked) if (absent !== undefined) say(`${name}: left out, ${absent}`);

  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // What was started has to be ended.
    process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
  }
  const lengths = { seconds, healthySeconds, perSecond, warmUpSeconds: WARM_UP_SECONDS };
  const options = {
    ...lengths,
    entry: values.entry,
    signal: interrupted.signal,
    told: (name: string, run: OutageRun) => process.stdout.write(`${runLine(name, run)}\n`),
  };
  const measured: Measured = { command: commandLine(), ...aboutThisRun(PACKAGES), attempts };
  let report: OutageReport = { ...lengths, stacks: earlierStacks(lengths) };
  for (const stack of asked.filter(({ absent }) => absent === undefined)) {
    say(`${stack.name}: ${stack.title}`);
    const runs: OutageRun[] = [];
    for (const fault of faults) {
      const { server, run } = await measureCalmly(stack, fault, options, attempts);
      runs.push(run);
      const { name, title, part, settings, lookupTimeoutMs } = stack;
      const found = { name, title, part, server, settings, lookupTimeoutMs, measured, runs: [...runs] };
      report = { ...report, stacks: inOrder([...report.stacks.filter((one) => one.name !== name), found]) };
      // After each one: a later one that fails must not cost the earlier ones.
      writeReport(report);
    }
  }
}

/** Those of the report that is there, where they were measured in the same way. */
function earlierStacks(lengths: Omit<OutageReport, 'stacks'>): readonly StackReport[] {
  if (values.json === undefined || !existsSync(values.json)) return [];
  const { stacks, ...earlier }: OutageReport = JSON.parse(readFileSync(values.json, 'utf8'));
  return isDeepStrictEqual(earlier, lengths) ? stacks : [];
}

function inOrder(stacks: readonly StackReport[]): readonly StackReport[] {
  return STACKS.flatMap(({ name }) => stacks.filter((one) => one.name === name));
}

function commandLine(): string {
  const given = process.argv.slice(2);
  return ['npm run bench:outages', ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
}

function writeReport(report: OutageReport): void {
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
}

function list(text = ''): readonly string[] {
  return text.split(',').filter((name) => name !== '');
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function stop(why: string): never {
  process.stderr.write(`${why}\n\n${HELP}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        faults: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        healthy: { type: 'string', default: '5' },
        rate: { type: 'string', default: '100' },
        attempts: { type: 'string', default: '1' },
        json: { type: 'string' },
        entry: { type: 'string', default: 'src/main.ts' },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error));
  }
}
