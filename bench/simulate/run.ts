// `npm run bench:simulate -- --rows 1000000`: how long a simulation takes, and how much memory. `--write FILE` only
// writes the made-up log, to try `reprise simulate` with.
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '#config';
import { bytes, count, createProgressBar, duration, percentWithin } from '#report';
import { openLog, simulate } from '#simulate';
import { openSimulation } from '../../src/cli/open-simulation.ts';
import { type LogChurn, makeLog } from './make-log.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '30' },
    fresh: { type: 'string', default: '0.4' },
    churn: { type: 'string', default: 'none' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '5000' },
    threads: { type: 'string', default: '2' },
    full: { type: 'boolean', default: false },
    write: { type: 'string' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const path = values.write ?? join(folder, 'log.jsonl');
const lines = makeLog({
  rows: Number(values.rows),
  days: Number(values.days),
  fresh: Number(values.fresh),
  churn: values.churn as LogChurn,
  seed: Number(values.seed),
});
try {
  await pipeline(Readable.from(lines), createWriteStream(path));
  if (values.write === undefined) await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const { config } = loadConfig({ env: {}, cwd: folder, overrides: {} });
  const bar = createProgressBar(process.stderr);
  const warnings: string[] = [];
  const { parts, close } = await openSimulation(
    config,
    { threads: Number(values.threads) },
    (what) => warnings.push(what),
    bar.at,
  );
  const started = { time: performance.now(), cpu: process.cpuUsage() };
  const found = await simulate(openLog('-', createReadStream(path)), parts, {
    format: undefined,
    columns: {},
    sample: Number(values.sample),
    full: values.full,
    signal: new AbortController().signal,
    logBytes: statSync(path).size,
  });
  bar.end();
  const { user, system } = process.cpuUsage(started.cpu);
  const { mode, hits } = found;
  const compared =
    mode.type === 'full' ? 'all questions' : `${count(mode.sampled)} of ${count(mode.of)} questions`;
  for (const warning of warnings) console.log(`warning: ${warning}`);
  console.log(`${count(found.requests)} rows, ${bytes(statSync(path).size)}; ${cpus()[0]?.model ?? ''}, ${cpus().length} cores, Node ${process.version}
time              ${duration(performance.now() - started.time)}
processor time    ${duration((user + system) / 1000)}
peak memory       ${bytes(process.resourceUsage().maxRSS * 1024)}
compared          ${compared}, ${count(mode.embedded)} texts embedded
hits              ${percentWithin(hits.share)}, by meaning ${percentWithin(hits.byTier.semantic.share)}`);
  await close();
}
