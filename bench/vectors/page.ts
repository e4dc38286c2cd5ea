import { judge, servedWith } from './goals.ts';
import type { Latency, SizeFigures, VectorsReport } from './report.ts';

/** docs/vectors.md, whole: what it is, and the figures of the report. */
export function vectorsPage(report: VectorsReport): string {
  const { machine, packages } = report;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${[
    '# Vectors in process',
    'Made from `bench/results/vectors.json` by `bench/vectors/page.ts`; a test holds this page to it.',
    '## How a partition is searched',
    HOW,
    '## Memory',
    MEMORY,
    '## Snapshots',
    SNAPSHOTS,
    '## When something fails',
    FAILURES,
    '## Limits',
    LIMITS,
    '## Figures',
    `${report.date}, Node ${report.node}, ${versions.join(', ')}; ${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryGb)} GB. The last of it was made with \`${report.command}\` at commit ${report.commit}${report.dirty ? ', with changes' : ''}.`,
    `Each figure comes from a process of its own that holds one partition of ${report.dimensions}-dimensional vectors (${report.spaceId}). ${report.queries} questions that are not stored are asked, one after another; latency is that of \`search\`, with the message to the thread and back. Recall@5 is the share of the true five nearest, found by the exact scan, among the five that were found; the floor is open, so far neighbours count as much as near ones.`,
    `The vectors are embeddings of distinct real texts as far as there are such: ${realWords(report.sizes)} The rest are mixed: each lies 20 to 50 % of the way from one embedding to another, drawn at random, so every real one has a few satellites.`,
    'Others used the machine, and times rise with that, processor time too (cores share their caches): its load over the minute before is given beside each.',
    ...(report.notes ?? []),
    sizesTable(report.sizes),
    buildTable(report.sizes),
    '### Recall against time',
    'The default is the first of each size: the largest that keeps the median of a million within a millisecond.',
    effortTable(report.sizes),
    ...goalsSection(report),
    '## Run it',
    '`npm run bench:vectors -- --json bench/results/vectors.json --page docs/vectors.md` measures all of it (the largest size takes half an hour and 4 GB); `-- --again` searches again in the graphs that an earlier run left; `-- --sizes 1000,10000` measures a part; `-- --help` says the rest.',
  ].join('\n\n')}\n`;
}

const HOW = `A partition of up to 20,000 vectors is scanned: every similarity is computed, on the event loop, in WebAssembly SIMD. Above that an HNSW graph (hnswlib-node, an optional dependency) proposes candidates. It lives in one worker thread, because the library's calls are synchronous: building a large graph takes minutes, and a search a good part of a millisecond. The thread belongs to the cache and is not the one that embeds: rooms know each other only as types, a model in inference cannot be interrupted for a search, and the two can use a core each.

The graph only proposes. Which label stands for which record, whether that record has expired and how near it is are read from the store's own tables and vectors, which hold everything. So a similarity is the same whether a scan or a graph found it, and a stale proposal does no harm. Records that the graph has not taken in yet are scanned beside it: what was stored is found by the next search.

- **Labels** are numbers of our own, given in ascending order and never again until a graph is built anew; the library would cut them to 32 bits and overwrite a used one. Vectors are checked before they reach it: it takes NaN.
- **Growth**: a full graph is resized by half before the next vector is added.
- **Removed and expired** records become dead nodes: they still lead to others and are never found. An expired record that a search comes across is made dead at once. When a quarter of a graph's labels are dead it is built anew beside the old one, which goes on answering (a partition of a million would otherwise be scanned for minutes); then it takes its place.
- **Expired neighbours shadow no live one** (C10): if too few of those found are alive, the search asks once more for eight times as many, and then the scan answers.
- **The first graph** of a partition is built in the background; until it has caught up (1,024 records behind, or an eighth of the partition), the scan answers. A partition that falls below half of the bound is scanned again.
- The thread builds in slices of two milliseconds, so a search never waits long for it.`;

const MEMORY = `The vectors are held twice: 4 bytes a dimension in the store's own memory, for the scan, for exact similarities, and to build graphs from; and again in the graph, with its links (about 150 bytes a vector). 384 dimensions in a large partition are about 3.3 KB a vector, and names, labels and tables some hundred bytes more (the figures below are of the whole process); in a small one half of that. Memory of the store grows by doubling and is not given back; while a graph is built anew there are two.`;

const SNAPSHOTS = `With a folder for them, graphs are written when they have been built, every five minutes if a twentieth has changed, and when the store closes, which waits up to 15 s for it. A snapshot is the graph as the library writes it and a list of its labels with a checksum of each vector; it is tied to the embedding space, has a SHA-256 over either file, and is put in place by a rename. One that is damaged, of another space or of another version is removed and the graph is built. The folder has nothing that the entries do not have: it may be deleted while the gateway is down.

At the start, snapshots are read while the entry store loads. A record that is as it was takes its old place in the graph; a new or changed one is added; what no record claimed when all are loaded is dropped.`;

const FAILURES = `- hnswlib-node is not installed or cannot be loaded: partitions of any size are scanned, and it is logged once. No thread is started before a partition is large or a snapshot is there.
- The thread dies, or is silent for 30 s: searches under way and those after it are answered by the scan; a thread is started again after a second (doubling up to a minute), reads the snapshots and catches up.
- The thread says nothing for 250 ms: searches are scans until it speaks again.
- A snapshot cannot be written: it is logged, and the index serves.`;

const LIMITS = `- Without a snapshot, a partition of a million is scanned until its graph is there: see the build time below, and the scan's latency, which is time on the event loop.
- More than about thirty records with one and the same vector make a clump that a graph may not see past; the cache does not store one question twice.
- HNSW is approximate: see the recall below. \`ef\`, the candidates kept while searching, trades it for time.`;

function realWords(sizes: readonly SizeFigures[]): string {
  const words = sizes.map(({ vectors, real }) => `${whole(real)} of ${whole(vectors)}`);
  return `${words.join(', ')}.`;
}

function sizesTable(sizes: readonly SizeFigures[]): string {
  return table(
    [
      'vectors',
      'scan p50',
      'p99',
      'CPU',
      'index p50',
      'p99',
      'CPU',
      'recall@5',
      'insert and find: p50',
      'p99',
      'machine load: scan, index',
    ],
    sizes.map((size) => {
      const { search, recallAt5, insert } = servedWith(size);
      return [
        whole(size.vectors),
        ...latency(size.scan.search),
        time(size.scan.search.cpu),
        ...latency(search),
        time(search.cpu),
        recallAt5.toFixed(4),
        ...latency(insert),
        `${size.scan.search.load.toFixed(1)}, ${search.load.toFixed(1)}`,
      ];
    }),
  );
}

function buildTable(sizes: readonly SizeFigures[]): string {
  return table(
    [
      'vectors',
      'build',
      'machine load',
      'into the graph',
      'a thousand more',
      'snapshot',
      'closed in',
      'loaded in',
      'RSS then',
      'of that vectors for the scan',
      'most while built',
      'commit',
    ],
    sizes.map((size) => {
      const { build } = size;
      const load = servedWith(size);
      return [
        whole(size.vectors),
        `${build.seconds.toFixed(1)} s`,
        build.load.toFixed(1),
        `${whole(build.vectorsPerSecond)}/s`,
        `${whole(load.insertsPerSecond)}/s`,
        `${whole(build.snapshotMb)} MB`,
        `${build.closeSeconds.toFixed(1)} s`,
        `${load.seconds.toFixed(2)} s`,
        `${whole(load.rssMb)} MB`,
        `${whole(build.arenaMb)} MB`,
        `${whole(build.peakRssMb)} MB`,
        size.commit,
      ];
    }),
  );
}

function effortTable(sizes: readonly SizeFigures[]): string {
  return table(
    ['vectors', 'ef', 'recall@5', 'p50', 'p99', 'CPU', 'machine load'],
    sizes.flatMap(({ vectors, loads }) =>
      loads.map(({ ef, recallAt5, search }) => [
        whole(vectors),
        String(ef),
        recallAt5.toFixed(4),
        ...latency(search),
        time(search.cpu),
        search.load.toFixed(1),
      ]),
    ),
  );
}

function goalsSection(report: VectorsReport): readonly string[] {
  const goals = judge(report);
  if (goals.length === 0) return [];
  const rows = goals.map(({ figure, value, goal, met }) => [figure, value, goal, met ? 'met' : 'missed']);
  return [
    '### Goals for a million in one partition',
    table(['figure', 'measured', 'goal', ''], rows),
    `The floats of a million vectors of ${report.dimensions} dimensions are ${((report.dimensions * 4) / 1000).toFixed(2)} GB by themselves, and the library keeps no shorter ones: the goal for memory needs quantised vectors, which a service has (Weaviate, pgvector).`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function latency({ p50, p99 }: Latency): readonly [string, string] {
  return [time(p50), time(p99)];
}

function time(micros: number): string {
  return micros < 1_000
    ? `${Math.round(micros)} µs`
    : `${(micros / 1000).toFixed(micros < 10_000 ? 2 : 1)} ms`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
