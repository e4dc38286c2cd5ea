import type { Share } from '../quality/intervals.ts';

/** Where candidates are looked for: among what is cached of the question's own domain, or of all domains together. */
export type Pool = 'domain' | 'all';

/** What stands in for an answer when it is embedded. */
export interface AnswerText {
  /** As the sets have it, or with other answers behind it, as long answers have their matter first. */
  readonly text: 'as written' | 'lengthened';
  /** Characters from its start that are embedded; null is all of them. */
  readonly chars: number | null;
}

/** How often the right entry is among the nearest five. */
export interface RecallRow {
  readonly pool: Pool;
  /** Forms of each question that are cached; the others ask. */
  readonly cached: number;
  /** Cosine below which nothing is a candidate. */
  readonly floor: number;
  /** null: questions alone. */
  readonly answers: AnswerText | null;
  readonly recall: Share;
  /** Over questions alone, on the same asked forms; the interval is a bootstrap over questions. */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** What a text of so many characters takes to embed, one at a time in one thread; milliseconds. */
export interface EmbeddingCost {
  readonly chars: number;
  readonly texts: number;
  /** Processor time, mean. */
  readonly cpu: number;
  /** Until it is there, median: other work on the machine is in it. */
  readonly wall: number;
}

/** A search for five entries among so many, with one or two vectors each; microseconds. */
export interface SearchCost {
  readonly entries: number;
  readonly vectorsEach: number;
  readonly searches: number;
  /** Processor time, mean. */
  readonly cpu: number;
}

export interface CandidatesReport {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  readonly dirty: boolean;
  readonly node: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly load: number };
  readonly model: { readonly spaceId: string; readonly dimensions: number };
  readonly data: {
    readonly domains: number;
    readonly questions: number;
    readonly answerCharsMedian: number;
    readonly answerCharsMost: number;
  };
  readonly recall: readonly RecallRow[];
  readonly embedding: readonly EmbeddingCost[];
  readonly search: readonly SearchCost[];
}
