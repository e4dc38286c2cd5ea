import { number, time } from './figures.ts';
import { type Judged, judge } from './scenarios/goals.ts';
import type { Added, ScenarioReport, SpeedReport, Surroundings, Throughput } from './scenarios/report.ts';

/** Length of a full run's windows; a shorter run says so. */
const FULL_SECONDS = 10;

/** The page `docs/benchmarks.md` of a report. Every figure on it comes from the report. */
export function speedPage(report: SpeedReport): string {
  const { machine } = report;
  const shortened =
    report.seconds < FULL_SECONDS
      ? ` This run was shortened: a full one has windows of ${FULL_SECONDS} s.`
      : '';
  return `${[
    '# Benchmarks',
    '<!-- Made from bench/results/speed.json by `npm run bench -- --page`; a test holds the two together. -->',
    `Measured ${report.date.slice(0, 10)} at commit \`${report.commit.slice(0, 10)}\`${report.dirty ? ' with uncommitted changes' : ''} by \`${report.command}\`, on ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, Node ${report.node} (${packages(report)}); ${report.pinning}${report.priority === 0 ? '' : `, priority ${report.priority}`}. Each window is ${report.seconds} s after ${report.warmUpSeconds} s of warming up, unless a row says otherwise.${shortened}`,
    "The provider is the mock provider of this repository (`bench/mock`), which answers at once, so that what remains is the gateway. *Direct* is the same request sent straight to the mock provider, in the same run. *Added* is the difference of the medians, and of the 99th percentiles, of two open loops: latency counts from the time at which a request was due, so a pause delays all that was due in it. Throughput is a closed loop. *Other work* is what the rest of the machine used during the gateway's windows: figures beside more than a few hundredths of a core are worse than the gateway.",
    '## Goals',
    goalsTable(judge(report)),
    '## Scenarios',
    ...report.scenarios.map((scenario) => scenarioSection(scenario, report.seconds)),
    '## Run it',
    '`npm run bench` runs all of it; `npm run bench -- passthrough stream --seconds 5` a part, shortened; `npm run bench -- --help` says the rest.',
  ].join('\n\n')}\n`;
}

function packages({ packages: versions }: SpeedReport): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function goalsTable(goals: readonly Judged[]): string {
  const rows = goals.map(
    (one) =>
      `| ${one.scenario} | ${one.figure} | ${one.value === null ? '–' : `${number(one.value)} ${one.unit}`} | ${one.bound} ${number(one.goal)} ${one.unit} | ${one.verdict} |`,
  );
  return ['| scenario | figure | measured | goal | |', '|---|---|---|---|---|', ...rows].join('\n');
}

function scenarioSection(scenario: ScenarioReport, seconds: number): string {
  const settings = Object.entries(scenario.environment).map(([name, value]) => `\`${name}=${value}\``);
  const parts = [
    `### ${scenario.name}`,
    `${capital(scenario.what)}.${settings.length > 0 ? ` Settings: ${settings.join(', ')}.` : ''}`,
  ];
  const throughput = [
    ...throughputRows(scenario.throughput, 'one core', seconds),
    ...throughputRows(scenario.bothCores, 'both cores', seconds),
  ];
  if (throughput.length > 0) {
    parts.push(
      [
        '| closed loop | per second | p50 | p99 | p99.9 | first byte p50 | CPU per answer | cores used | answers | failed | other work |',
        '|---|---|---|---|---|---|---|---|---|---|---|',
        ...throughput,
      ].join('\n'),
    );
  }
  if (scenario.added !== undefined && scenario.added.length > 0) {
    parts.push(
      [
        '| open loop | p50 | p99 | p99.9 | first byte p50 | added p50 | added p99 | CPU per answer | answers | failed | other work |',
        '|---|---|---|---|---|---|---|---|---|---|---|',
        ...scenario.added.flatMap(addedRows),
      ].join('\n'),
    );
  }
  if (scenario.memory !== undefined) {
    const { idleMb, modelLoadedMb, afterLoadMb } = scenario.memory;
    const mb = (value: number | null) => (value === null ? '–' : `${number(value)} MB`);
    parts.push(
      `Memory (RSS): idle ${mb(idleMb)}, model loaded ${mb(modelLoadedMb)}, after load ${mb(afterLoadMb)}.`,
    );
  }
  if (scenario.start !== undefined) {
    const { runs, medianSeconds } = scenario.start;
    parts.push(`Start to first answer: median ${medianSeconds} s of ${runs.join(', ')} s.`);
  }
  for (const note of scenario.notes) parts.push(`${capital(note)}.`);
  return parts.join('\n\n');
}

function throughputRows(
  throughput: Throughput | undefined,
  where: string,
  fullSeconds: number,
): readonly string[] {
  if (throughput === undefined) return [];
  const { connections, direct, gateway } = throughput;
  const seconds = Math.round(gateway.seconds);
  const window = seconds === fullSeconds ? '' : `, ${seconds} s`;
  const others = disturbance(throughput);
  const row = (
    name: string,
    { perSecond, total, firstByte, ok, failed }: typeof direct,
    cpu: string,
    other = '–',
  ) =>
    `| ${name} | ${number(perSecond)} | ${time(total.p50)} | ${time(total.p99)} | ${time(total.p999)} | ${time(firstByte.p50)} | ${cpu} | ${number(ok)} | ${number(failed)} | ${other} |`;
  const cpu = throughput.cpuUsPerRequest === null ? '–' : time(throughput.cpuUsPerRequest);
  return [
    row(`c = ${connections}, direct`, direct, '– | –'),
    row(
      `c = ${connections}, gateway, ${where}${window}`,
      gateway,
      `${cpu} | ${throughput.coresUsed ?? '–'}`,
      others,
    ),
  ];
}

function addedRows(added: Added): readonly string[] {
  const { perSecond, direct, gateway } = added;
  const row = (name: string, { total, firstByte, ok, failed }: typeof direct, extra: string, other = '–') =>
    `| ${number(perSecond)}/s, ${name} | ${time(total.p50)} | ${time(total.p99)} | ${time(total.p999)} | ${time(firstByte.p50)} | ${extra} | ${number(ok)} | ${number(failed)} | ${other} |`;
  const cpu = added.cpuUsPerRequest === null ? '–' : time(added.cpuUsPerRequest);
  return [
    row('direct', direct, '– | – | –'),
    row('gateway', gateway, `${time(added.p50Us)} | ${time(added.p99Us)} | ${cpu}`, disturbance(added)),
  ];
}

function disturbance({ othersUsed, attempt }: Surroundings): string {
  if (othersUsed === null) return 'unknown';
  return `${number(othersUsed)} cores${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
