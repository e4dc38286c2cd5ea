import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '#cache';
import { createMemoryEntryStore } from '../../cache/entries/memory-entry-store.ts';
import { idsOf, makeEntry } from '../contract/fixtures/entries.ts';
import { createManualClock } from '../contract/fixtures/manual-clock.ts';
import { createMemoryJournal, type MemoryJournal } from '../contract/fixtures/memory-journal.ts';

const KEYS = ['k0', 'k1', 'k2', 'k3'];
const IDS = ['a', 'b', 'c', 'd', 'e'];

const step = fc.oneof(
  fc.record({
    type: fc.constant('put' as const),
    id: fc.constantFrom(...IDS),
    keys: fc.subarray(KEYS),
    seconds: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ type: fc.constant('delete' as const), ids: fc.subarray(IDS, { maxLength: 2 }) }),
  fc.record({ type: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant('collect' as const), budget: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ type: fc.constant('restart' as const) }),
);

test('whatever is put, deleted, expired, collected and restarted: a key finds the fresh entry put last that carries it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40, size: 'max' }),
      fc.boolean(),
      async (steps, inMemory) => {
        const clock = createManualClock();
        const journal = createMemoryJournal();
        const bounds = { maxEntries: 100, maxBytes: 1e9, memoryBytes: inMemory ? 1e9 : 0 };
        let store = await createMemoryEntryStore({ journal, clock, ...bounds });
        let model: Entry[] = []; // in the order they were put
        for (const one of steps) {
          switch (one.type) {
            case 'put': {
              const expiresAt = clock.now() + one.seconds * 1_000;
              const entry = makeEntry(one.id, clock.now(), { keys: one.keys, expiresAt });
              model = [...model.filter(({ id }) => id !== one.id), entry];
              await store.put(entry);
              break;
            }
            case 'delete':
              model = model.filter(({ id }) => !one.ids.includes(id));
              await store.delete(one.ids);
              break;
            case 'wait':
              clock.advance(one.seconds * 1_000);
              break;
            case 'collect':
              store.collect(clock.now(), one.budget);
              break;
            case 'restart':
              await store.close();
              store = await createMemoryEntryStore({ journal, clock, ...bounds });
              break;
          }
          const fresh = model.filter(({ expiresAt }) => expiresAt > clock.now());
          const expected = [...KEYS, ...IDS].map((key) =>
            fresh.findLast(({ id, keys }) => id === key || keys.includes(key)),
          );
          expect(await store.getMany([...KEYS, ...IDS])).toEqual(expected);
          expect(idsOf((await store.scan({})).entries)).toEqual(idsOf(fresh));
        }
        store.collect(clock.now(), 100);
        const kept = model.filter(({ expiresAt }) => expiresAt > clock.now());
        await store.close();
        expect((await journal.page(0, 100)).map(({ head }) => head.id)).toEqual(idsOf(kept));
        expect(store.stats().entries).toBe(kept.length);
      },
    ),
    { numRuns: 150 },
  );
});

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('put' as const), id: fc.constantFrom(...IDS) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete' as const), id: fc.constantFrom(...IDS) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('read' as const), id: fc.constantFrom(...IDS) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('pause' as const), turns: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('outage' as const), on: fc.boolean() }) },
);

test('whatever overlaps, and however slow and broken the journal is meanwhile: in the end memory and journal agree', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 60, size: 'max' }),
      fc.array(fc.nat(8)),
      fc.boolean(),
      async (acts, delays, inMemory) => {
        const clock = createManualClock();
        const journal = createMemoryJournal();
        const slow = slowed(journal, delays);
        const bounds = { maxEntries: 3, maxBytes: 1e9, memoryBytes: inMemory ? 1e9 : 0 };
        const store = await createMemoryEntryStore({ journal: slow, clock, ...bounds });
        const running: Promise<unknown>[] = [];
        for (const [i, one] of acts.entries()) {
          if (one.type === 'put') {
            running.push(store.put(makeEntry(one.id, clock.now(), { keys: [], question: `version ${i}` })));
          } else if (one.type === 'delete') running.push(store.delete([one.id]));
          else if (one.type === 'read') running.push(store.getMany([one.id]));
          else if (one.type === 'outage') journal.failWith(one.on ? new Error('out') : undefined);
          else await turns(one.turns);
          running.at(-1)?.catch(() => {});
        }
        await Promise.allSettled(running);
        journal.failWith(undefined);
        await store.changes(0); // what is owed is written first

        const rows = await journal.page(0, 100);
        expect(store.stats().entries).toBe(rows.length);
        const { entries } = await store.scan({});
        const versions = (heads: readonly { id: string; question: string }[]) =>
          heads.map(({ id, question }) => `${id} ${question}`);
        expect(versions(entries)).toEqual(versions(rows.map(({ head }) => head)));
        expect(entries.length).toBeLessThanOrEqual(3);
        expect(idsOf(await store.getMany(IDS))).toEqual(
          IDS.map((id) => (entries.some((entry) => entry.id === id) ? id : undefined)),
        );
        await store.close();
      },
    ),
    { numRuns: 300 },
  );
});

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

/** Answers in order, as a journal must, but each answer after a number of turns of the event loop. */
function slowed(journal: MemoryJournal, delays: readonly number[]): MemoryJournal {
  let last: Promise<unknown> = Promise.resolve();
  let asked = 0;
  const inOrder =
    <Ask extends readonly unknown[], Answer>(request: (...ask: Ask) => Promise<Answer>) =>
    (...ask: Ask): Promise<Answer> => {
      const delay = delays[asked++ % Math.max(1, delays.length)] ?? 0;
      const answer = last.then(() => turns(delay)).then(() => request(...ask));
      last = answer.catch(() => {});
      return answer;
    };
  return { ...journal, append: inOrder(journal.append), read: inOrder(journal.read) };
}
