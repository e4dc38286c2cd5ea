import { styleText } from 'node:util';
import { ConfigError, formatProblems, loadConfig } from '#config';
import { examine, type Finding } from '../compose/examine.ts';
import type { StartOptions } from './start.ts';

interface DoctorOptions extends StartOptions {
  readonly json?: boolean;
}

const MARKS: Readonly<Record<Finding['status'], string>> = {
  ok: styleText('green', 'ok     '),
  warning: styleText('yellow', 'warning'),
  failed: styleText('red', 'failed '),
};

/** `reprise doctor`: a line for each part, with what to do about it; exit code 1 when one failed. */
export async function runDoctor(options: DoctorOptions): Promise<void> {
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => {
    findings.push(finding);
    if (!options.json) print(finding);
  };
  const alive = setInterval(() => {}, 60_000); // a thread that is asked to end keeps no process alive
  await examineAll(options, tell);
  clearInterval(alive);
  const failed = findings.filter(({ status }) => status === 'failed').length;
  const warnings = findings.filter(({ status }) => status === 'warning').length;
  if (options.json) console.log(JSON.stringify(findings, null, 2));
  else console.log(`\n${verdict(failed, warnings)}`);
  process.exit(failed === 0 ? 0 : 1); // a client that was given up may still wait for its answer
}

function verdict(failed: number, warnings: number): string {
  const warned = warnings === 1 ? '1 warning' : `${warnings} warnings`;
  if (failed > 0) return `${failed} failed, ${warned}.`;
  return warnings === 0 ? 'Everything that is configured works.' : `It works, with ${warned}.`;
}

async function examineAll(options: DoctorOptions, tell: (finding: Finding) => void): Promise<void> {
  const part = 'configuration';
  try {
    const { config, file, warnings } = loadConfig({
      env: process.env,
      cwd: process.cwd(),
      ...(options.config === undefined ? {} : { file: options.config }),
      overrides: { 'server.port': options.port, 'server.host': options.host },
    });
    for (const warning of warnings) tell({ part, status: 'warning', detail: warning });
    tell({ part, status: 'ok', detail: file ?? 'no file: defaults and environment' });
    await examine(config, tell, { modelHub: process.env.HF_ENDPOINT });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell({ part, status: 'failed', detail: formatProblems(error), mend: 'See docs/configuration.md.' });
  }
}

function print({ part, status, detail, mend }: Finding): void {
  console.log(`${MARKS[status]}  ${part.padEnd(20)} ${detail}`);
  if (mend !== undefined) console.log(`${' '.repeat(30)}→ ${mend}`);
}
