import { LRUCache } from 'lru-cache';
import { addLabel, type EntryEvidence, type EntryLabel, NO_EVIDENCE, withEvidence } from './evidence.ts';

/** What was learnt of single entries in this process (C13). The entries that were looked at least recently are forgotten first. */
export interface EvidenceBook {
  /** The probability of serving an entry, moved by its own labels. */
  readonly weigh: (entryId: string, probability: number) => number;
  readonly label: (entryId: string, label: EntryLabel) => void;
}

const MOST_ENTRIES = 50_000;

export function createEvidenceBook(maxEntries = MOST_ENTRIES): EvidenceBook {
  const known = new LRUCache<string, EntryEvidence>({ max: maxEntries });
  return {
    weigh: (entryId, probability) => withEvidence(probability, known.get(entryId) ?? NO_EVIDENCE),
    label: (entryId, label) => {
      known.set(entryId, addLabel(known.get(entryId) ?? NO_EVIDENCE, label));
    },
  };
}
