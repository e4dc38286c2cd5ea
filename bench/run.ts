import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { speedPage } from './page.ts';
import { aboutThisRun } from './scenarios/about.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { pinningWords, pinSelf } from './scenarios/pinning.ts';
import type { ScenarioReport, SpeedReport } from './scenarios/report.ts';
import { summaryTable } from './scenarios/summary.ts';

const HELP = `npm run bench [-- SCENARIO…] [options]

Measures the gateway against the bundled mock provider, next to a direct call in the same run.
Mock provider, gateway and load are processes of their own on loopback; the gateway gets a core to itself
where taskset is there. Progress goes to stderr, the table to stdout.

Scenarios (default: all):
${SCENARIOS.map(({ name, what }) => `  ${name.padEnd(13)} ${what}`).join('\n')}

Options:
  --seconds N    length of each window (default 10; the report says the real one)
  --warm-up N    seconds before each window (default 2)
  --attempts N   measure a window again, up to N times, while other work uses the machine (default 1)
  --json FILE    write the whole report
  --entry FILE   the gateway to start (default src/main.ts)
  --page         only make docs/benchmarks.md from bench/results/speed.json
  --help
`;

const RESULTS = fileURLToPath(new URL('./results/speed.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

const { values, positionals } = readArguments();

if (values.help) process.stdout.write(HELP);
else if (values.page) writePage();
else await measure();

function writePage(): void {
  const report: SpeedReport = JSON.parse(readFileSync(RESULTS, 'utf8'));
  writeFileSync(PAGE, speedPage(report));
}

async function measure(): Promise<void> {
  const unknown = positionals.filter((name) => !SCENARIOS.some((one) => one.name === name));
  const seconds = Number(values.seconds);
  const warmUpSeconds = Number(values['warm-up']);
  const attempts = Number(values.attempts);
  if (unknown.length > 0 || !(seconds > 0) || !(warmUpSeconds >= 0) || !(attempts >= 1)) {
    process.stderr.write(
      `${unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : 'not a number'}\n\n${HELP}`,
    );
    process.exitCode = 2;
    return;
  }
  const pinning = pinSelf();
  const about = aboutThisRun();
  say(pinningWords(pinning));
  const command = [
    'npm run bench',
    ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
  ].join(' ');
  const reportOf = (scenarios: readonly ScenarioReport[]): SpeedReport => ({
    command,
    ...about,
    pinning: pinningWords(pinning),
    seconds,
    warmUpSeconds,
    attempts,
    scenarios,
  });
  const scenarios: ScenarioReport[] = [];
  for (const { name, what, run } of SCENARIOS) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`${name}: ${what}`);
    const found = await run({
      pinning,
      seconds,
      warmUpSeconds,
      attempts,
      entry: values.entry,
      say: (line) => say(`  ${line}`),
    });
    scenarios.push({ name, what, ...found });
    // After each one: a later scenario that fails must not cost the earlier ones.
    if (values.json !== undefined) writeJson(values.json, reportOf(scenarios));
  }
  const report = reportOf(scenarios);
  process.stdout.write(summaryTable(report));
}

function writeJson(file: string, report: SpeedReport): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: '10' },
        'warm-up': { type: 'string', default: '2' },
        attempts: { type: 'string', default: '1' },
        json: { type: 'string' },
        entry: { type: 'string', default: 'src/main.ts' },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}
