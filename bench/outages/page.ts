import { FAULTS } from './faults.ts';
import { DISTURBED, isDisturbed, judge } from './goals.ts';
import type { OutageReport, OutageRun, StackReport, WindowName } from './report.ts';
import { failedIn, milliseconds, secondsOrNever } from './words.ts';

/** Length of a full run's faults; a shorter run says so. */
const FULL_SECONDS = 60;

/** The page `docs/reliability.md` of a report. Every figure of a run on it comes from the report. */
export function outagesPage(report: OutageReport): string {
  return `${[
    '# Reliability',
    '<!-- Made from bench/results/outages.json by `npm run bench:outages -- --page`; a test holds the two together. -->',
    ...PROSE,
    '## Measured',
    whatWasDone(report),
    `The faults: ${FAULTS.map(({ name, what }) => `*${name}*: ${what}`).join('; ')}.`,
    '### In short',
    shortTable(report),
    ...verdicts(report),
    ...report.stacks.flatMap(stackSection),
    '## Run it',
    '`npm run bench:outages` runs all of it, with faults of a minute; `npm run bench:outages -- redis --faults frozen --seconds 15` a part, shortened; `npm run bench:outages -- --help` says the rest. It needs `redis-server` on the path, a PostgreSQL with pgvector (`node scripts/fetch-postgres.mjs`) and a Weaviate (`REPRISE_TEST_WEAVIATE_BIN`); what is not there is left out.',
  ].join('\n\n')}\n`;
}

const PROSE: readonly string[] = [
  'No service that the cache uses is needed to answer a client. Redis, PostgreSQL, Weaviate or the provider of embeddings may be away at the start, die, hang, be slow or come back at any time: requests go on to the provider as if there were no cache, and nothing has to be restarted afterwards. How to choose and set up services: [when one process is not enough](services.md).',
  '## What clients notice',
  [
    '| away | requests | answers from the cache | new answers |',
    '|---|---|---|---|',
    '| entries (Redis, PostgreSQL) | answered by the provider | those that this process holds a copy of, for up to `cache.l1.maxStaleSeconds` (60 s) after the store last showed them; others not | not stored; counted as `reprise_cache_writes_total{result="failed"}`. With BullMQ they are tried again for about two minutes and then put aside (`reprise queue retry`) |',
    '| vectors (Weaviate, pgvector) | answered by the provider unless the words are the same | word for word and folded ones as before; by meaning only among the copies in this process | stored; found word for word at once, by meaning when the service is back (10,000 wait for that at most, in the process) |',
    '| embeddings (a provider) | the same | word for word and folded ones as before; by meaning only questions whose vector is remembered | tried again for up to 15 s, then stored and found word for word only |',
    '| queue (Redis with BullMQ) | as before | as before | stored by way of the bounded queue in this process |',
    '| a provider of answers | retries and other targets, as the [route](configuration.md) says | as before | |',
  ].join('\n'),
  'A lookup that was given up is in the answer: `Cache-Status: reprise; fwd=miss; detail=unavailable`.',
  '## What bounds the time',
  '- **A deadline for lookups**, `cache.lookupTimeoutMs` (50 ms): the exact tier has it once, and all tiers after it have it once together. Where the exact tier was given up, the tiers after it ask only what is in this process, so a store that hangs costs one deadline, not two.',
  '- **A breaker for each part**: entries, embeddings, vectors. After five failures in a row nobody waits for the part any more: its lookups are given up at once, for half a second at first, doubled up to two seconds; then one request is the trial and waits for its deadline. Once a trial succeeds, all is as before.',
  '- **A bound for everything behind the answer**: writes happen after the client has its answer. At most `cache.queue.max` of them wait (10,000, and 64 MiB); one more is dropped and counted. Calls to services have deadlines of their own (Redis 1 s, PostgreSQL 5 s, Weaviate 5 s, embeddings `cache.embedder.timeoutMs`), and connections that say nothing are given up and made anew.',
  '## What `/readyz` shows',
  '`status` is `degraded` while a part is `failed`, with the reason under `parts`; the answer is 200 all the same, because a broken cache must not take a serving gateway out of its load balancer. Entries and vectors in services are asked every five seconds and have three to answer; the queue tells of itself; a part that is well again says so after the next look. Two outages it does not show: a service that is slow but answers within three seconds, although its lookups are given up, and a provider of embeddings, which is never asked without need because each answer costs money. Those are in `reprise_cache_lookups_total{result="unavailable"}`, which is what an alert should look at; see [operations](operations.md).',
];

function measuredLine({ measured, server }: StackReport): string {
  const { machine, packages } = measured;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${server}, measured ${measured.date.slice(0, 10)} at commit \`${measured.commit.slice(0, 10)}\`${measured.dirty ? ' with uncommitted changes' : ''} by \`${measured.command}\` on ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, Node ${measured.node} (${versions.join(', ')})${measured.priority === 0 ? '' : `, priority ${measured.priority}`}.`;
}

function whatWasDone({ perSecond, healthySeconds, seconds, stacks }: OutageReport): string {
  const shortened =
    seconds < FULL_SECONDS
      ? `**These runs were shortened**: their faults took ${seconds} s each, those of a full run take ${FULL_SECONDS} s. `
      : '';
  const attempts = Math.max(...stacks.map(({ measured }) => measured.attempts));
  return `${shortened}For each fault of each service everything is started anew on one machine: the service, the gateway with that service and its defaults otherwise, a mock provider that answers at once, and the load. Requests arrive ${perSecond} a second, whatever the gateway does, and their latency counts from when they were due. Half of them are 200 questions that are cached word for word, half are new ones: each of those is looked up by its words and by its meaning, is answered by the provider, and is stored. *Healthy* are ${healthySeconds} s before the fault, *first* its first two seconds, *rest* what follows until the service answers again, *after* all that follows. *Added* is the difference of the 99th percentiles to the healthy window of the same run. With so few requests a 99th percentile is that of a handful: ${perSecond * 2} in *first*, ${Math.round(perSecond * Math.max(0, seconds - 2))} in *rest* of a fault of ${seconds} s. *Load sent late* is how late the load itself was, and part of every latency beside it: the machine was doing other work as well (its mean load stands with each run), so a latency or a lookup given up in a healthy window is the machine's doing, and figures are worse than the gateway.${attempts > 1 ? ` A run that was disturbed before the fault, or whose load was sent late, was made again, up to ${attempts} times in all, and the least disturbed one is shown, whatever the fault did.` : ''}`;
}

function shortTable({ stacks }: OutageReport): string {
  const rows = stacks.flatMap((stack) =>
    stack.runs.map((run) => {
      const { recovery, readiness, writes } = run;
      const degraded = readiness.degradedAfterSeconds;
      const shown = degraded === null ? 'never' : `after ${degraded.toFixed(1)} s`;
      const well = degraded === null ? '–' : secondsOrNever(readiness.okAfterSeconds);
      return `| ${stack.name} | ${run.fault} | ${run.faultSeconds.toFixed(1)} s | ${failedIn(run)} of ${requestsIn(run)} | ${addedIn(run, 'first')} | ${addedIn(run, 'rest')} | ${secondsOrNever(recovery.seconds)} | ${shown} | ${well} | ${writes.failed + writes.dropped} of ${writes.queued} |`;
    }),
  );
  return [
    '| service | fault | took | failed requests | added p99, first 2 s | added p99, rest | lookups well after | `/readyz` degraded | ok again after | answers not stored |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** A dagger is for what other work disturbed. */
function addedIn({ windows }: OutageRun, name: 'first' | 'rest'): string {
  const { n, addedP99Us } = windows[name];
  if (n === 0) return '–';
  return `${milliseconds(addedP99Us)}${isDisturbed(windows.healthy, windows[name]) ? ' †' : ''}`;
}

function verdicts(report: OutageReport): readonly string[] {
  const judged = judge(report);
  if (judged.length === 0) return [];
  return [
    [
      '| goal | met by | missed by | not said by |',
      '|---|---|---|---|',
      ...judged.map(
        ({ goal, met, missed, unsaid }) =>
          `| ${goal} | ${met.length} | ${names(missed)} | ${names(unsaid)} |`,
      ),
    ].join('\n'),
    `† Other work disturbed the run, which says nothing about its added p99 then: where the healthy p99 was above ${milliseconds(DISTURBED.healthyP99Us)} already (what is compared with it looks better than it is), or where the load itself was sent more than ${milliseconds(DISTURBED.lagP99Us)} late in its 99th percentile. While a breaker is open one request in two seconds, at most, is its trial and waits for the deadline: of ${report.perSecond} a second that is ${(50 / report.perSecond).toFixed(1)} %.`,
  ];
}

const names = (runs: readonly string[]): string =>
  runs.length === 0 ? '–' : `${runs.length}: ${runs.join(', ')}`;

function stackSection(stack: StackReport): readonly string[] {
  const settings = Object.entries(stack.settings).map(([name, value]) => `\`${name}=${value}\``);
  return [
    `### ${stack.title}`,
    `\`${stack.name}\`: ${measuredLine(stack)} Settings: ${settings.join(', ')} and where it is; lookups have ${stack.lookupTimeoutMs} ms.`,
    ...stackNotes(stack),
    [
      '| fault | window | s | requests | failed | p50 | p99 | added p99 | load sent late, p99 | lookups given up | hits |',
      '|---|---|---|---|---|---|---|---|---|---|---|',
      ...stack.runs.flatMap(windowRows),
    ].join('\n'),
    [
      '| fault | lookups well after | `/readyz` called failed | writes waiting: fault’s end, load’s end | memory (RSS): before, fault’s end, load’s end | mean load |',
      '|---|---|---|---|---|---|',
      ...stack.runs.map(sideRow),
    ].join('\n'),
  ];
}

function stackNotes({ name }: StackReport): readonly string[] {
  const note = NOTES[name];
  return note === undefined ? [] : [note];
}

const NOTES: Readonly<Record<string, string>> = {
  redis:
    'The cached questions are served from the copies in the process, which need the store once in 60 s; a fault that is longer meets them, too.',
  'redis-alone':
    'Without copies each exact hit asks Redis: what is cached cannot be served while it is away. Hits during a fault are of answers that wait in the process to be stored: those are shown meanwhile.',
  bullmq:
    'No lookup asks the queue. What is away here costs no answer: jobs go by way of the queue in the process.',
  embeddings:
    'The server of embeddings is a stand-in of this repository that computes its vectors at once. The deadline of a lookup is the one that [embeddings](embeddings.md) advises, longer than the default. A server that is 200 ms slower is still within it: lookups go on, the breaker has no reason to open, and each new question takes those 200 ms longer, and up to as long again where four requests are under way and it has to share the next one. Who wants less sets a shorter deadline, and has the answers of the provider meanwhile.',
};

const WINDOWS: readonly WindowName[] = ['healthy', 'first', 'rest', 'after'];

function windowRows(run: OutageRun): readonly string[] {
  return WINDOWS.filter((name) => run.windows[name].n > 0).map((name) => {
    const { seconds, n, failed, p50Us, p99Us, addedP99Us, lagP99Us, unavailable, hits } = run.windows[name];
    const added = name === 'healthy' ? '–' : milliseconds(addedP99Us);
    return `| ${run.fault} | ${name} | ${seconds.toFixed(1)} | ${n} | ${failed} | ${milliseconds(p50Us)} | ${milliseconds(p99Us)} | ${added} | ${milliseconds(lagP99Us)} | ${share(unavailable, n)} | ${share(hits, n)} |`;
  });
}

function sideRow({ fault, recovery, readiness, writes, rssMb, load }: OutageRun): string {
  const parts = Object.entries(readiness.parts).map(([part, detail]) => `${part}: ${cell(detail)}`);
  const memory = [rssMb.before, rssMb.faultEnd, rssMb.end].map((mb) =>
    mb === null ? '–' : `${Math.round(mb)}`,
  );
  const allowed =
    recovery.allowedPerSecond === 0
      ? ''
      : ` (but for ${recovery.allowedPerSecond} a second, as when healthy)`;
  return `| ${fault} | ${secondsOrNever(recovery.seconds)}${allowed} | ${parts.length === 0 ? 'nothing' : parts.join('; ')} | ${writes.waitingAtFaultEnd}, ${writes.waitingAtEnd} | ${memory.join(', ')} MB | ${load} |`;
}

const requestsIn = ({ windows }: OutageRun): number =>
  Object.values(windows).reduce((sum, { n }) => sum + n, 0);

const share = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(part === 0 ? 0 : 1)} %`;

/** Ports are of the run, and a bar would end the cell. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll(/127\.0\.0\.1:\d+/g, 'the service');
