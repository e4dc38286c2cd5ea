import type { Judge } from '#cache';
import type { Embedder } from '#embeddings';
import type { UnderstandParts } from './arrivals/understand.ts';
import type { ReadLogOptions } from './log/read-log.ts';
import type { ComparedPair } from './replay/compared-pair.ts';

/** What a simulation is made of; the command line constructs it. */
export interface SimulateParts extends Omit<UnderstandParts, 'templates'> {
  readonly embedder: Embedder;
  readonly judge: Judge;
  /** Share of unknown tokens above which a text is matched exactly only (C4). */
  readonly maxUnknownShare: number;
  /** Whether answers are embedded, too (C10). */
  readonly answerVectors: boolean;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Texts that are embedded at a time. */
  readonly threads: number;
  /** Told of each question that came near a cached one, served or not: what labels are wanted for. */
  readonly onPair?: ((pair: ComparedPair) => void) | undefined;
  /** How far it is; `total` undefined where nobody knows. */
  readonly progress: (what: string, done: number, total: number | undefined) => void;
}

export interface SimulateOptions extends ReadLogOptions {
  /** Questions that are looked up by meaning where not all are. */
  readonly sample: number;
  /** Looks all of them up, however long it takes. */
  readonly full: boolean;
  /** Aborts the simulation; it then rejects with the signal's reason, and nothing of it stays. */
  readonly signal: AbortSignal;
  /** Size of the file in bytes, where it is known. */
  readonly logBytes: number | undefined;
  /** Where a sorted copy of what matters goes while it runs; default: the system's temporary folder. */
  readonly dir?: string;
}

/** So many requests between two words of progress. */
export const PROGRESS_EVERY = 256;
