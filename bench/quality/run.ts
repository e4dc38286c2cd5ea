import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundledDecision } from '#cache';
import { createLocalEmbedder, createLocalVerifier } from '#embeddings';
import { DATA_FOLDER, hasData } from './data.ts';
import { DEFAULT_BOUND, DEFAULT_DECISION } from './decisions.ts';
import { measureAll } from './measure.ts';
import { qualityPage } from './page.ts';
import { createProgress } from './progress.ts';
import { openReadings } from './readings.ts';
import type { Adjudicated, QualityReport } from './report.ts';
import { asText, tablesOf } from './tables.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODEL_FOLDER = join(ROOT, 'embeddings/models/all-MiniLM-L6-v2');
const MODEL_FILE = join(MODEL_FOLDER, 'onnx/model_quantized.onnx');
const HELP = `npm run bench:quality -- [options]

Measures whether a hit is right: the bundled decision on question sets, gold pairs, streams and adversarial pairs.

  --verifier NAME  bundled verifier or folder that reads pairs (reprise-verifier); off measures without
  --json FILE   write the report there too
  --page FILE   write the page of the documentation there too
  --wrong FILE  write 100 of the hits that the labels call wrong there for each stream, for reading; their texts
                are not free, and only counts of verdicts belong in bench/results/quality-adjudicated.json
  --help        this text

The data are expected in ../shared/data beside the repository; without them nothing is measured.
The first run embeds 75,000 texts and compares 600 million pairs (some minutes); later runs read both from
node_modules/.cache/quality.
`;

const { values } = parseArgs({
  options: {
    verifier: { type: 'string', default: 'reprise-verifier' },
    json: { type: 'string' },
    page: { type: 'string' },
    wrong: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else if (!hasData()) console.log(`Skipped: no development data in ${DATA_FOLDER}.`);
else await run();

async function run(): Promise<void> {
  const sha256 = createHash('sha256').update(readFileSync(MODEL_FILE)).digest('hex');
  const embedder = createLocalEmbedder({ folder: MODEL_FOLDER, threads: 2 });
  const verifier = values.verifier === 'off' ? undefined : createLocalVerifier({ folder: values.verifier });
  try {
    const folder = join(ROOT, 'node_modules/.cache/quality', sha256.slice(0, 16));
    const { labelWrong, ...measured } = await measureAll({
      embedder,
      model: bundledDecision(),
      readings: verifier && openReadings(verifier, folder),
      folder,
      progress: createProgress(process.stderr),
    });
    const adjudicated = readAdjudicated();
    const report: QualityReport = {
      command: 'npm run bench:quality -- --json bench/results/quality.json --page docs/quality.md',
      date: new Date().toISOString().slice(0, 10),
      commit: git('rev-parse', '--short', 'HEAD'),
      dirty:
        git('status', '--porcelain', '--', 'cache/slots', 'cache/decision', 'embeddings', 'bench/quality') !==
        '',
      node: process.version,
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
      model: { spaceId: embedder.spaceId, sha256 },
      verifierId: verifier?.id ?? null,
      defaultDecision: DEFAULT_DECISION,
      defaultBound: DEFAULT_BOUND,
      ...measured,
      ...(adjudicated === undefined ? {} : { adjudicated }),
    };
    for (const table of tablesOf(report)) console.log(asText(table));
    console.log(
      `One decision over five candidates, embedding apart: ${report.timing.decisionMicros.toFixed(0)} µs`,
    );
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, rounded, 1)}\n`);
    // From the rounded figures, so that the page can be made again from the file.
    const written = JSON.parse(JSON.stringify(report, rounded)) as QualityReport;
    if (values.page !== undefined) writeFileSync(values.page, qualityPage(written));
    if (values.wrong !== undefined) writeFileSync(values.wrong, JSON.stringify(labelWrong, null, 1));
  } finally {
    await Promise.all([embedder.close(), verifier?.close()]);
  }
}

/** Five digits are more than any figure is worth, and keep the file readable. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** Verdicts of the person who read the hits; made by hand, so they are in a file of their own. */
function readAdjudicated(): QualityReport['adjudicated'] {
  const file = join(ROOT, 'bench/results/quality-adjudicated.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Adjudicated) : undefined;
}
