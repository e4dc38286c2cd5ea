import type { EntryJournal, JournalRecord } from './entry-journal.ts';

const PAGE = 500;

/** Everything in the journal, oldest first; the next page is read while one is worked on. */
export async function* journalPages(journal: EntryJournal): AsyncGenerator<readonly JournalRecord[]> {
  for (let next = journal.page(0, PAGE); ; ) {
    const page = await next;
    const last = page.at(-1);
    if (!last) return;
    next = journal.page(last.sequence, PAGE);
    next.catch(() => {}); // heard when it is awaited, which may be a while
    yield page;
  }
}
