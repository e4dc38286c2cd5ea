import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byTurns, ratesByTurns } from '../../bench/stores/by-turns.ts';
import { storesPage } from '../../bench/stores/page.ts';
import type { StoresReport } from '../../bench/stores/report.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const report: StoresReport = JSON.parse(read('bench/results/stores.json'));

describe('docs/stores.md', () => {
  it('is what bench/results/stores.json says, to the letter', () => {
    expect(read('docs/stores.md')).toBe(storesPage(report));
  });

  it('has every adapter behind the three ports, measured against its server', () => {
    const { vectors, entries, queues, servers, leftOut } = report;
    expect(leftOut).toEqual([]);
    for (const { stores } of vectors?.sizes ?? []) {
      expect(stores.map(({ name }) => name)).toEqual([
        'in process, scan',
        'in process, HNSW',
        'pgvector',
        'Weaviate',
      ]);
    }
    expect(vectors?.sizes.map((size) => size.vectors).slice(0, 3)).toEqual([100, 2_000, 10_000]);
    expect(entries?.stores.map(({ name }) => name.replace(/,.*/, ''))).toEqual([
      'SQLite',
      'SQLite',
      'Redis',
      'PostgreSQL',
    ]);
    expect(queues?.queues.map(({ name }) => name)).toEqual(['in process', 'BullMQ']);
    expect(Object.keys(servers).toSorted()).toEqual([
      'BullMQ',
      'PostgreSQL',
      'Redis',
      'Weaviate',
      'pgvector',
    ]);
    for (const version of Object.values(servers)) expect(version).toMatch(/\d+\.\d+/);
  });

  it('measures recall by the exact scan, which finds all', () => {
    for (const { stores } of report.vectors?.sizes ?? []) {
      for (const { name, recallAt5 } of stores) {
        expect(recallAt5).toBeLessThanOrEqual(1);
        if (name === 'in process, scan') expect(recallAt5).toBe(1);
      }
    }
  });

  it('says which adapter is missing and why, and has no section for what was not measured', () => {
    const { vectors: _, ...rest } = report;
    const page = storesPage({ ...rest, leftOut: [{ what: 'Weaviate', why: 'it is not here' }] });
    expect(page).toContain('Left out: Weaviate (it is not here).');
    expect(page).not.toContain('## Vectors');
    expect(page).toContain('## Entries');
  });

  it('says how busy the machine was', () => {
    const page = storesPage({ ...report, load: { before: 1.5, mean: 12.25, most: 20 } });
    expect(page).toContain('1.5 before the run, 12.25 in the mean and 20 at most');
  });
});

describe('turns', () => {
  const blocks = async (
    measure: (call: (adapter: string, from: number) => Promise<void>) => Promise<unknown>,
  ) => {
    const seen: string[] = [];
    await measure(async (adapter, from) => void seen.push(`${adapter}${from}`));
    return seen;
  };

  it('give every adapter the same calls in blocks, another one first each time', async () => {
    const found = await blocks((call) => byTurns(['a', 'b'], { count: 3, block: 2 }, call));
    expect(found).toEqual(['a0', 'a1', 'b0', 'b1', 'b2', 'a2']);
  });

  it('record each call for the adapter that answered it', async () => {
    const found = await byTurns(['a', 'b'], { count: 30, block: 7 }, async () => {});
    expect([...found].map(([name, latencies]) => [name, latencies.count()])).toEqual([
      ['a', 30],
      ['b', 30],
    ]);
  });

  it('measure the rate of work over all blocks, the last one shorter', async () => {
    const items = new Map<string, number>();
    const rates = await ratesByTurns(['a', 'b'], { count: 5, block: 2 }, async (adapter, from, to) => {
      items.set(adapter, (items.get(adapter) ?? 0) + to - from);
      await new Promise((resolve) => setTimeout(resolve, adapter === 'a' ? 0 : 20));
    });
    expect([...items.values()]).toEqual([5, 5]);
    expect(rates.get('a')).toBeGreaterThan(0);
    expect(rates.get('b')).toBeLessThanOrEqual(5 / 0.059); // three blocks of 20 ms, a timer may be a little early
  });
});
