import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPutOrder } from '../../cache/entries/put-order.ts';

test('after a sequence come the items that are still there, in order, however many have left', () => {
  const removals = fc.array(fc.nat(400), { maxLength: 500, size: 'max' });
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { maxLength: 400, size: 'max' }),
      removals,
      fc.nat(900),
      (steps, leaving, after) => {
        const order = createPutOrder<{ readonly sequence: number }>();
        let items: { readonly sequence: number }[] = [];
        let sequence = 0;
        for (const step of steps) {
          sequence += 1 + step; // sequences may have gaps
          const item = { sequence };
          items.push(item);
          order.append(item);
        }
        for (const place of leaving) {
          const item = items[place];
          if (!item) continue;
          order.remove(item);
          order.remove(item);
          items = items.filter((other) => other !== item);
        }
        order.remove({ sequence: after });
        expect([...order.after(after)]).toEqual(items.filter((item) => item.sequence > after));
        expect([...order.after(0)]).toEqual(items);
      },
    ),
  );
});
