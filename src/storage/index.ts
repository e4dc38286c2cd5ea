export { type EntryJournalOptions, openEntryJournal } from './entries/entry-journal.ts';
export type { CorruptFile } from './entries/protocol.ts';
