import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { aboutThisRun } from '../scenarios/about.ts';
import { measureStores, PARTS } from './measure-all.ts';
import { storesPage, tablesOf } from './page.ts';
import { EMBEDDINGS } from './real-vectors.ts';
import type { StoresReport } from './report.ts';

const HELP = `npm run bench:stores [-- PART…] [options]

Measures the adapters behind the ports side by side, by turns: what is in the process, and servers of their own on
loopback, with data in temporary folders. Progress goes to stderr, the tables to stdout.

Parts (default all):
  vectors   searches, recall and upserts of the vector stores, on embeddings of real texts
  entries   lookups and puts of the entry stores
  queues    offers and jobs of the write queues

Options:
  --sizes N,N     vectors in the partitions (default 100,2000,10000,40000)
  --queries N     searches of each partition (default 1000)
  --entries N     entries in each store (default 20000)
  --jobs N        jobs offered to each queue (default 10000)
  --cache DIR     where embeddings are kept between runs (default a folder for temporary files)
  --json FILE     write the whole report
  --page          only make docs/stores.md from bench/results/stores.json
  --help

It needs redis-server on the path, a PostgreSQL with pgvector (node scripts/fetch-postgres.mjs) and a Weaviate
(REPRISE_TEST_WEAVIATE_BIN); what is not there is left out, and the report says why. Texts are expected in ../shared/data
beside the repository; without them no vectors are measured. The first run embeds them (some minutes).
`;

const RESULTS = fileURLToPath(new URL('../results/stores.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/stores.md', import.meta.url));
const PACKAGES = ['hnswlib-node', 'pg', 'weaviate-client', 'better-sqlite3', 'ioredis', 'bullmq'];

const { values, positionals } = readArguments();

if (values.help) process.stdout.write(HELP);
else if (values.page) writeFileSync(PAGE, storesPage(JSON.parse(readFileSync(RESULTS, 'utf8'))));
else {
  await measure().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  });
}

async function measure(): Promise<void> {
  const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
  const sizes = values.sizes.split(',').map(Number);
  const [queries = 0, entries = 0, jobs = 0] = [values.queries, values.entries, values.jobs].map(Number);
  if (unknown.length > 0) stop(`unknown: ${unknown.join(', ')}`);
  if (![...sizes, queries, entries, jobs].every((number) => number > 0)) stop('not a number above 0');
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // What was started has to be ended.
    process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
  }
  const { priority: _priority, ...about } = aboutThisRun(PACKAGES);
  const figures = await measureStores({
    parts: PARTS.filter((part) => positionals.length === 0 || positionals.includes(part)),
    sizes: sizes.toSorted((a, b) => a - b),
    ...{ queries, entries, jobs, cache: values.cache, signal: interrupted.signal },
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const command = [
    'npm run bench:stores',
    ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
  ].join(' ');
  const text = JSON.stringify({ command, ...about, ...figures }, rounded, 1);
  if (values.json !== undefined) {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, `${text}\n`);
  }
  const report: StoresReport = JSON.parse(text);
  for (const { what, why } of report.leftOut) process.stderr.write(`left out: ${what}: ${why}\n`);
  process.stdout.write(`${tablesOf(report).join('\n\n')}\n`);
}

/** Five digits are more than any figure is worth, and keep the file readable. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
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
        sizes: { type: 'string', default: '100,2000,10000,40000' },
        queries: { type: 'string', default: '1000' },
        entries: { type: 'string', default: '20000' },
        jobs: { type: 'string', default: '10000' },
        cache: { type: 'string', default: EMBEDDINGS },
        json: { type: 'string' },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error));
  }
}
