import { createHistogram, type Histogram } from '../load/histogram.ts';

/**
 * Measures several adapters side by side: a block of calls to one, a block to the next, until each had `count`. What
 * else the machine does meanwhile meets all of them; another one begins each time.
 * @param call one call; how long it takes is recorded
 */
export async function byTurns<Adapter>(
  adapters: readonly Adapter[],
  { count, block }: { readonly count: number; readonly block: number },
  call: (adapter: Adapter, index: number) => Promise<void>,
): Promise<ReadonlyMap<Adapter, Histogram>> {
  const found = new Map(adapters.map((adapter) => [adapter, createHistogram()]));
  for (const { adapter, from, to } of turns(adapters, count, block)) {
    for (let index = from; index < to; index++) {
      const started = performance.now();
      await call(adapter, index);
      found.get(adapter)?.record((performance.now() - started) * 1000);
    }
  }
  return found;
}

/**
 * The same for work that is measured as a whole.
 * @param work what is to be done with the items from `from` up to `to`
 * @returns how many items a second each adapter took
 */
export async function ratesByTurns<Adapter>(
  adapters: readonly Adapter[],
  { count, block }: { readonly count: number; readonly block: number },
  work: (adapter: Adapter, from: number, to: number) => Promise<void>,
): Promise<ReadonlyMap<Adapter, number>> {
  const ms = new Map(adapters.map((adapter) => [adapter, 0]));
  for (const { adapter, from, to } of turns(adapters, count, block)) {
    const started = performance.now();
    await work(adapter, from, to);
    ms.set(adapter, (ms.get(adapter) ?? 0) + performance.now() - started);
  }
  return new Map(adapters.map((adapter) => [adapter, (count / (ms.get(adapter) ?? 0)) * 1000]));
}

function* turns<Adapter>(
  adapters: readonly Adapter[],
  count: number,
  block: number,
): Generator<{ readonly adapter: Adapter; readonly from: number; readonly to: number }> {
  for (let from = 0, turn = 0; from < count; from += block, turn++) {
    const first = turn % Math.max(1, adapters.length);
    for (const adapter of [...adapters.slice(first), ...adapters.slice(0, first)]) {
      yield { adapter, from, to: Math.min(count, from + block) };
    }
  }
}
