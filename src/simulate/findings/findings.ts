import type { Interval } from '#report';
import type { Churn } from '../churn/find-churn.ts';
import { wilson } from '../estimate/blocks.ts';
import {
  HIT_KINDS,
  type HitKind,
  type QuestionPair,
  type SimilarityBin,
  type Tally,
} from '../estimate/tally.ts';
import type { BrokenLine, LogNotes } from '../log/read-log.ts';
import type { Structure } from '../structure/structure.ts';
import type { RepeatedQuestion } from '../structure/top-questions.ts';
import { type Recommendation, recommend } from './recommend.ts';
import { type Savings, savingsOf } from './savings.ts';

/** Whether all questions were compared, or a sample of them. */
export type ReplayMode =
  | { readonly type: 'full'; readonly embedded: number }
  | {
      readonly type: 'sample';
      readonly embedded: number;
      /** Questions that were looked up, of those that no key found an answer for and that had company. */
      readonly sampled: number;
      readonly of: number;
    };

/** A count of requests and their share of all, with the 95 % interval of that share for traffic of this kind. */
export interface Counted {
  readonly requests: number;
  readonly share: Interval;
}

/** Everything a simulation found: what `--json` prints, and what the terminal and the page show. */
export interface Findings {
  readonly version: 1;
  readonly log: {
    readonly format: string;
    readonly rows: number;
    readonly used: number;
    readonly broken: number;
    /** The first of them. */
    readonly brokenLines: readonly BrokenLine[];
    /** Rows that are no chat requests, by what they are. */
    readonly others: readonly { readonly what: string; readonly rows: number }[];
    /** Milliseconds since the epoch; undefined where the log has no times. */
    readonly from: number | undefined;
    readonly to: number | undefined;
    /** Answers that the store gate would turn away, by why. */
    readonly notStored: readonly { readonly why: string; readonly answers: number }[];
  };
  readonly mode: ReplayMode;
  readonly requests: number;
  readonly hits: Counted & { readonly byTier: Readonly<Record<HitKind, Counted>> };
  /** Estimated counts where a sample was compared; most frequent first. */
  readonly misses: readonly { readonly reason: string; readonly requests: number }[];
  readonly overTime: readonly { readonly share: number }[];
  readonly models: readonly { readonly model: string; readonly requests: number; readonly hits: number }[];
  readonly repeats: {
    readonly distinctQuestions: number;
    /** Requests whose question somebody had asked before. */
    readonly repeatedQuestions: number;
    /** Requests that an equal one, in one partition, had come before: the most that keys can find. */
    readonly repeatedRequests: number;
    readonly top: readonly RepeatedQuestion[];
    readonly distances: readonly { readonly upToSeconds: number | null; readonly count: number }[];
    readonly byTtl: readonly { readonly ttlSeconds: number; readonly hits: number }[];
    readonly partitions: number;
    /** More hits if all tenants shared their answers. */
    readonly sharedHits: number;
  };
  readonly churn: readonly Churn[];
  readonly pairs: { readonly leastSure: readonly QuestionPair[]; readonly vetoed: readonly QuestionPair[] };
  readonly similarities: readonly SimilarityBin[];
  readonly savings: Savings;
  readonly room: { readonly peakEntries: number; readonly evicted: number; readonly maxEntries: number };
  readonly recommendations: readonly Recommendation[];
  /** Nobody labelled these hits. */
  readonly evidence: 'prior';
  /** What the figures do not say. */
  readonly caveats: readonly string[];
}

export interface FindingsParts {
  readonly notes: LogNotes;
  readonly timed: boolean;
  readonly requests: number;
  readonly structure: Structure;
  readonly tally: Tally;
  readonly mode: ReplayMode;
  readonly churn: readonly Churn[];
  readonly peakEntries: number;
  readonly evicted: number;
  readonly maxEntries: number;
  readonly from: number;
  readonly to: number;
}

const TOP_QUESTIONS = 20;

export function makeFindings(parts: FindingsParts): Findings {
  const { notes, timed, requests, structure, tally, mode, churn, peakEntries, evicted, maxEntries } = parts;
  const { repeats, questions } = structure;
  const countOf = (name: string): Counted => counted(tally, name, requests);
  const byTier = Object.fromEntries(HIT_KINDS.map((kind) => [kind, countOf(kind)])) as Record<
    HitKind,
    Counted
  >;
  const findings: Omit<Findings, 'recommendations' | 'caveats'> = {
    version: 1,
    log: {
      format: notes.format,
      rows: notes.rows,
      used: requests,
      broken: notes.broken,
      brokenLines: notes.brokenLines,
      others: [...notes.others].map(([what, rows]) => ({ what, rows })),
      from: timed ? parts.from : undefined,
      to: timed ? parts.to : undefined,
      notStored: [...structure.refused].map(([why, answers]) => ({ why, answers })),
    },
    mode,
    requests,
    hits: { ...countOf('hits'), byTier },
    misses: [...tally.misses]
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => ({ reason, requests: Math.round(count) }))
      .sort((a, b) => b.requests - a.requests),
    overTime: sharesOverTime(tally),
    models: [...tally.models]
      .map(([model, count]) => ({ model, requests: count.requests, hits: Math.round(count.hits) }))
      .sort((a, b) => b.requests - a.requests),
    repeats: {
      distinctQuestions: questions.distinct(),
      repeatedQuestions: questions.repeated(),
      repeatedRequests: repeats.repeated(),
      top: questions.top(TOP_QUESTIONS),
      distances: repeats.distances().map(({ upToSeconds, count }) => ({
        upToSeconds: Number.isFinite(upToSeconds) ? upToSeconds : null,
        count,
      })),
      byTtl: repeats.hitsByTtl(),
      partitions: structure.partitions.size(),
      sharedHits: structure.sharedHits(),
    },
    churn,
    pairs: { leastSure: tally.leastSure(), vetoed: tally.vetoed() },
    similarities: tally.similarities(),
    savings: savingsOf(tally, timed ? parts.to - parts.from : undefined),
    room: { peakEntries, evicted, maxEntries },
    evidence: 'prior',
  };
  return { ...findings, recommendations: recommend(findings), caveats: caveatsOf(findings, notes) };
}

function counted({ blocks }: Tally, name: string, requests: number): Counted {
  const total = Math.max(0, blocks.total(name));
  const share = total / requests;
  const between = total === 0 ? undefined : blocks.ratio(name, 'requests');
  const { low, high } = between ?? wilson(total, requests);
  return { requests: Math.round(total), share: { value: share, low: clamp(low), high: clamp(high) } };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

function sharesOverTime({ blocks }: Tally): Findings['overTime'] {
  const requests = blocks.each('requests');
  const hits = blocks.each('hits');
  return requests.map((count, at) => ({ share: count === 0 ? 0 : clamp((hits[at] ?? 0) / count) }));
}

function caveatsOf(
  { log, mode, savings, hits }: Omit<Findings, 'recommendations' | 'caveats'>,
  { format }: LogNotes,
): readonly string[] {
  const caveats = [
    'Evidence: prior. Nobody has labelled these hits, so nothing here says how many of them are wrong, or that an error budget is held. Look at the pairs; label some (reprise label) and tune.',
  ];
  if (hits.requests > 0) caveats.push('The cache starts empty here; a warm one finds more.');
  if (log.from === undefined) {
    caveats.push(
      'The log has no times: rows are taken in their order, nothing expires, and no calls are shared.',
    );
  }
  if (mode.type === 'sample') {
    caveats.push(
      'Questions were compared by sample, each with the cached ones that share most words with it; hits among questions without a common word are missing. --full compares all.',
    );
  }
  if (savings.money.unknownHits > 0) {
    caveats.push('Costs that nobody knows are in no sum: --price-in and --price-out give them a price.');
  }
  if (format === 'table')
    caveats.push(
      'A table says nothing of parameters, tools or history: requests that differ in them count as equal here.',
    );
  return caveats;
}
