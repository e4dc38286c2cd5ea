export { type Entry, isExpired, type Provenance } from './entry.ts';
export type { EntryChange, EntryFilter, EntryPage, EntryStore } from './ports/entry-store.ts';
export type { Neighbour, VectorQuery, VectorRecord, VectorStore } from './ports/vector-store.ts';
export type { OfferResult, WriteQueue } from './ports/write-queue.ts';
