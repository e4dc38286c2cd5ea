import { number, time } from '../figures.ts';
import type { LatencySummary } from '../load/histogram.ts';
import type { EntriesFigures, QueuesFigures, StoresReport, VectorsFigures } from './report.ts';

/** The page `docs/stores.md` of a report. Every figure of the run on it comes from the report. */
export function storesPage(report: StoresReport): string {
  return `${[
    '# Stores and queues side by side',
    '<!-- Made from bench/results/stores.json by `npm run bench:stores -- --page`; a test holds the two together. -->',
    about(report),
    HOW,
    aboutLoad(report),
    ...(report.leftOut.length > 0 ? [leftOut(report)] : []),
    ...sectionsOf(report),
    '## Run it',
    '`npm run bench:stores -- --json bench/results/stores.json` measures all of it in some minutes, `npm run bench:stores -- --page` makes this page of it; `npm run bench:stores -- entries --entries 50000` is a part, `npm run bench:stores -- --help` says the rest and what has to be there.',
  ].join('\n\n')}\n`;
}

/** The figures alone, for a terminal. */
export function tablesOf({ vectors, entries, queues }: StoresReport): readonly string[] {
  return [
    ...(vectors ? [searchTable(vectors), upsertTable(vectors)] : []),
    ...(entries ? [entriesTable(entries)] : []),
    ...(queues ? [queuesTable(queues)] : []),
  ];
}

const HOW =
  'Each port is measured through its adapters, as the gateway calls them, by turns: a block of calls to one, the same block to the next, again and again, so that what else the machine does meets all of them. Servers are processes of their own on loopback, with their defaults and empty data in temporary folders, unless a line says otherwise; on one machine they share its cores with what asks them, and a network would add its round trip to each call. Latencies are those of calls that come one after another from one process, to a service that does nothing else; deadlines are set so long that they end no call. Compare rows with each other rather than with another machine.';

function about(report: StoresReport): string {
  const { machine, packages, servers } = report;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const named = [...new Set(Object.values(servers))];
  const served = named.filter((one) => !named.some((other) => other.startsWith(`${one} `))).join(', ');
  return `Measured ${report.date.slice(0, 10)} at commit \`${report.commit.slice(0, 10)}\`${report.dirty ? ' with uncommitted changes' : ''} by \`${report.command}\` in ${Math.round(report.seconds)} s, on ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, Node ${report.node} (${versions.join(', ')}). Versions as the servers tell them: ${served === '' ? 'none was there' : served}.`;
}

function aboutLoad({ load, machine }: StoresReport): string {
  return `The machine did other work as well: its load was ${number(load.before)} before the run, ${number(load.mean)} in the mean and ${number(load.most)} at most during it, the run itself included, on ${machine.cores} cores. So latencies are upper bounds, the 99th percentiles above all, and rates are lower ones.`;
}

function leftOut(report: StoresReport): string {
  return `Left out: ${report.leftOut.map(({ what, why }) => `${what} (${why})`).join('; ')}.`;
}

function sectionsOf({ vectors, entries, queues }: StoresReport): readonly string[] {
  return [
    ...(vectors ? vectorsSection(vectors) : []),
    ...(entries ? entriesSection(entries) : []),
    ...(queues ? queuesSection(queues) : []),
  ];
}

function vectorsSection(vectors: VectorsFigures): readonly string[] {
  const { sizes, dimensions, spaceId } = vectors;
  const searches = sizes[0]?.stores[0]?.search.n ?? 0;
  const total = sizes.reduce((sum, size) => sum + size.vectors, 0);
  return [
    '## Vectors',
    `One tenant with ${sizes.length} partitions beside each other in each store, ${number(total)} vectors in all: embeddings of real questions (${dimensions} dimensions, \`${spaceId}\`). ${number(searches)} others, which are not stored, are asked in each partition for their nearest five, whatever their similarity. Sizes take turns as well. Recall@5 is the share of the true five that were found; true is what the exact scan finds. Upserts are calls of ${number(vectors.batch)} vectors, until they are where searches look for them; what is counted are the last ${number(vectors.upsertsByTurns)} of a partition, or all of a smaller one; those before go into all stores at the same time. Searches begin ${vectors.pauseSeconds} s after the last of them, PostgreSQL vacuumed. ${Math.round(vectors.seconds)} s.`,
    searchTable(vectors),
    `The index in the process serves partitions above 20,000 by default; here it is used at every size. pgvector and Weaviate choose for themselves between an exact search and their graph ([PostgreSQL](postgres.md#which-index-and-why), [Weaviate](weaviate.md#similarity-and-quantisation)). PostgreSQL has \`shared_buffers = 256MB\` and waits for its disk (\`fsync = on\`).`,
    `One vector at a time, as an answer that is stored brings it, into the partition of ${number(sizes.at(-1)?.vectors ?? 0)}, n = ${number(vectors.upserts[0]?.n ?? 0)}; what the index in the process has not taken in yet is scanned beside it:`,
    upsertTable(vectors),
  ];
}

function searchTable({ sizes }: VectorsFigures): string {
  return table(
    ['vectors in the partition', 'store', 'search p50', 'p99', 'recall@5', 'upserts/s'],
    sizes.flatMap(({ vectors, stores }) =>
      stores.map(({ name, search, recallAt5, upsertsPerSecond }) => [
        ...[number(vectors), name, ...both(search)],
        ...[recallAt5.toFixed(3), perSecond(upsertsPerSecond)],
      ]),
    ),
  );
}

function upsertTable({ upserts }: VectorsFigures): string {
  return table(
    ['store', 'upsert of one p50', 'p99'],
    upserts.map((latency) => [latency.name, ...both(latency)]),
  );
}

function entriesSection(entries: EntriesFigures): readonly string[] {
  const { count, bytes, putsAtOnce, stores } = entries;
  const [first] = stores;
  const n = (latency: LatencySummary | undefined): string => number(latency?.n ?? 0);
  return [
    '## Entries',
    `${number(count)} entries in each store, of ${number(bytes)} bytes as text in the mean: an answer, its question, a vector of 384 dimensions. *By key* is the lookup of an exact match, n = ${n(first?.byKey)}, entries drawn at random; *nothing there* asks for two keys that nobody stored, n = ${n(first?.nothing)}; *five ids* is what follows a search, n = ${n(first?.fiveIds)}. *Put* is one at a time, n = ${n(first?.put)}, and the same into a full store, where another entry goes. Puts/s are ${putsAtOnce} at once while the store is filled; *size of one* is what an entry takes then with its share of the indexes, of memory in Redis and of disk elsewhere. Pairs are p50 · p99. ${Math.round(entries.seconds)} s.`,
    entriesTable(entries),
    'SQLite has keys and times in the process: what is not there is never looked for in the file. By default the answers used last are in memory, 64 MiB of them (`SQLite, answers in memory`), and the others are read from the file. It survives the death of the process with every put that resolved, the loss of power but for the last moments; PostgreSQL survives both (`fsync = on`); Redis keeps nothing here, as [advised](redis.md) for entries. Before Redis and PostgreSQL the gateway keeps copies in its process ([first level](services.md#the-first-level)), which are not in these figures.',
  ];
}

function entriesTable({ stores }: EntriesFigures): string {
  const pair = (latency: LatencySummary): string => both(latency).join(' · ');
  return table(
    ['store', 'by key', 'nothing there', 'five ids', 'put', 'put into a full store', 'puts/s', 'size of one'],
    stores.map(({ name, byKey, nothing, fiveIds, put, evictingPut, putsPerSecond, bytesEach }) => [
      name,
      ...[byKey, nothing, fiveIds, put, evictingPut].map(pair),
      perSecond(putsPerSecond),
      `${(bytesEach / 1000).toFixed(1)} KB`,
    ]),
  );
}

function queuesSection(queues: QueuesFigures): readonly string[] {
  const { jobs, burst, bytes, concurrency } = queues;
  return [
    '## Write queue',
    `${number(jobs)} jobs of ${number(bytes)} bytes as text, work that costs nothing, ${concurrency} in work at once. *Offers/s* is how fast a gateway is rid of them, on its event loop; *jobs/s* counts from the first offer of ${number(burst)} until the last of them is done. *To work* is one job at a time, from its offer to the begin of its work, n = ${number(queues.queues[0]?.toWork.n ?? 0)}. ${Math.round(queues.seconds)} s.`,
    queuesTable(queues),
    "BullMQ's worker is in the same process (`cache.queue.workers: gateway`), so offers and work share one core; its Redis appends to a file that is written to the disk once a second (`appendfsync everysec`).",
  ];
}

function queuesTable({ queues }: QueuesFigures): string {
  return table(
    ['queue', 'offers/s', 'jobs/s', 'to work p50', 'p99'],
    queues.map(({ name, offersPerSecond, jobsPerSecond, toWork }) => [
      ...[name, perSecond(offersPerSecond), perSecond(jobsPerSecond), ...both(toWork)],
    ]),
  );
}

function both({ p50, p99 }: LatencySummary): readonly [string, string] {
  return [time(p50), time(p99)];
}

/** Two digits are what a rate of one run is worth. */
function perSecond(value: number): string {
  return number(Number(value.toPrecision(2)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
