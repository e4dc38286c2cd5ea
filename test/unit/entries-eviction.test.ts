import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEviction, type Evictable } from '../../cache/entries/eviction.ts';
import { createLazyHeap } from '../../cache/entries/lazy-heap.ts';

interface Item extends Evictable {
  readonly name: string;
}

const item = (name: string, changes: Partial<Item> = {}): Item => ({
  name,
  bytes: 1_000,
  costNanos: 1_000_000,
  hits: 0,
  worth: 0,
  live: true,
  ...changes,
});

describe('[C23] what is evicted first', () => {
  const evictAll = (items: readonly Item[], uses: readonly Item[] = []): string => {
    const eviction = createEviction<Item>(() => items.length);
    for (const one of items) eviction.added(one);
    for (const one of uses) eviction.used(one);
    const order: string[] = [];
    for (let next = eviction.next(undefined); next; next = eviction.next(undefined)) {
      next.live = false;
      order.push(next.name);
    }
    return order.join(' ');
  };

  test('the one that was found least often', () => {
    const [a, b, c] = [item('a'), item('b'), item('c')];
    expect(evictAll([a, b, c], [a, a, b])).toBe('c b a');
  });

  test('the one whose call was cheapest', () => {
    expect(
      evictAll([item('a', { costNanos: 300 }), item('b', { costNanos: 100 }), item('c', { costNanos: 200 })]),
    ).toBe('b c a');
  });

  test('the largest', () => {
    expect(evictAll([item('a', { bytes: 10 }), item('b', { bytes: 1_000 }), item('c', { bytes: 100 })])).toBe(
      'b c a',
    );
  });

  test('[C35] an unknown cost is not zero: it counts as a thousandth of a dollar', () => {
    const unknown = item('unknown', { costNanos: undefined });
    expect(evictAll([unknown, item('free', { costNanos: 0 }), item('cent', { costNanos: 10_000_000 })])).toBe(
      'free unknown cent',
    );
  });

  test('never the one to keep, though it may go next time', () => {
    const [keep, other] = [item('keep', { costNanos: 0 }), item('other')];
    const eviction = createEviction<Item>(() => 2);
    eviction.added(keep);
    eviction.added(other);
    expect(eviction.next(keep)?.name).toBe('other');
    other.live = false;
    expect(eviction.next(keep)).toBeUndefined();
    expect(eviction.next(undefined)?.name).toBe('keep');
  });

  test('a dear answer that nobody asks for any more ages behind cheap ones in use', () => {
    const eviction = createEviction<Item>(() => 2);
    const dear = item('dear', { costNanos: 50_000_000 });
    eviction.added(dear);
    let evictions = 0;
    for (let gone: Item | undefined; gone !== dear; evictions++) {
      eviction.added(item(`cheap${evictions}`));
      gone = eviction.next(undefined);
      if (gone) gone.live = false;
      expect(evictions).toBeLessThan(100);
    }
    expect(evictions).toBeGreaterThan(10);
  });
});

describe('the lazy heap', () => {
  test('pops in order of the priorities as they are then, whatever rose or went before', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('push' as const), priority: fc.nat(50) }),
      fc.record({ type: fc.constant('raise' as const), at: fc.nat(), by: fc.nat(50) }),
      fc.record({ type: fc.constant('remove' as const), at: fc.nat() }),
      fc.record({ type: fc.constant('pop' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const live: { priority: number; gone: boolean }[] = [];
        const heap = createLazyHeap<(typeof live)[number]>({
          priorityOf: (one) => (one.gone ? undefined : one.priority),
          live: () => live.length,
        });
        const removeAt = (at: number): void => {
          for (const one of live.splice(at, 1)) one.gone = true;
        };
        const popAndCompare = (): void => {
          const least = Math.min(...live.map(({ priority }) => priority));
          expect(heap.peek()?.priority).toBe(live.length > 0 ? least : undefined);
          const popped = heap.pop();
          if (popped) removeAt(live.indexOf(popped));
          expect(popped?.priority).toBe(popped && least);
        };
        for (const one of steps) {
          if (one.type === 'push') {
            const pushed = { priority: one.priority, gone: false };
            live.push(pushed);
            heap.push(pushed);
          } else if (one.type === 'pop') popAndCompare();
          else if (one.type === 'remove') removeAt(live.length > 0 ? one.at % live.length : 0);
          else {
            const raised = live[one.at % Math.max(1, live.length)];
            if (raised) raised.priority += one.by;
          }
        }
        while (live.length > 0) popAndCompare();
        popAndCompare();
      }),
    );
  });

  test('does not keep what is gone: many come and go in the room of a few', () => {
    const live = new Set<number>();
    const heap = createLazyHeap<number>({
      priorityOf: (n) => (live.has(n) ? n : undefined),
      live: () => live.size,
    });
    let most = 0;
    for (let n = 0; n < 10_000; n++) {
      live.add(n);
      heap.push(n);
      live.delete(n - 10);
      most = Math.max(most, heap.size());
    }
    expect(most).toBeLessThan(100);
    expect(heap.pop()).toBe(9_990);
  });
});
