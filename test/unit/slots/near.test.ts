import { describe, expect, test } from 'vitest';
import { compareSlots, readSlots, type SlotComparison, vetoBetween } from '../../../cache/slots/index.ts';

const compare = (asked: string, cached: string): SlotComparison =>
  compareSlots(readSlots(asked), readSlots(cached));

describe('[C9] a difference forbids where it is what tells two texts apart', () => {
  test('a number on one side of two stories forbids nothing and is a feature', () => {
    const { veto, differences, features } = compare(
      'Spent 300 at a shop in Oslo with the plastic one, will there be something extra on the statement?',
      'Which fees apply to card purchases in a foreign currency?',
    );
    expect(veto).toBe(undefined);
    expect(differences).toContain('number');
    expect(features.number).toBe(0.5);
  });

  test('the same number in the same words forbids', () => {
    const { veto, features } = compare(
      'Which fees apply to 300 card purchases in a foreign currency?',
      'Which fees apply to card purchases in a foreign currency?',
    );
    expect(veto).toBe('number');
    expect(features.number).toBe(0.5);
  });

  test.each([
    [
      'Where is my parcel 4-AB-77181 that should have come by noon today?',
      'order AB-77182-9 lost, refund please',
    ],
    ['Could you put the whole thing into Danish for my aunt?', 'translation of the user manual to Finnish'],
    [
      'Tell me about `rm -rf` and how careless people lose files',
      'what happens with `mv -n` on an existing target',
    ],
  ])('a literal that both name otherwise forbids, however far: %s | %s', (asked, cached) => {
    expect(compare(asked, cached).veto).toBeDefined();
  });

  test.each([
    ['Сколько стоит доставка посылки весом 3 кг в Казань?', 'Посылка 5 кг, какая цена до дома?'],
    ['三百元可以退货吗？我昨天买的', '退货需要 5 天吗？'],
    ['Wie kann ich in der App die Karte sperren?', 'Ich möchte wissen, wie man eine Kreditkarte entsperrt'],
    ['كيف يمكنني إلغاء الطلب رقم 12؟', 'متى يصل الطلب 14 إلى المنزل؟'],
  ])('words that nobody reads drop no veto: %s | %s', (asked, cached) => {
    expect(compare(asked, cached).veto).toBeDefined();
  });

  test('who asks for more is refused, who asks for less is not', () => {
    const [more, less] = ['How do I dry figs, and when are they ripe?', 'How do I dry figs?'];
    expect(compare(more, less).veto).toBe('second-question');
    expect(compare(less, more).veto).toBe(undefined);
  });

  test('what only the cached question dates is implied, what only the asked one dates is not', () => {
    expect(compare('Who won the regatta?', 'Who won the regatta of 2019?').veto).toBe(undefined);
    expect(compare('Who won the regatta of 2019?', 'Who won the regatta?').veto).toBe('number');
  });

  test('the veto alone is that of the comparison', () => {
    for (const [asked, cached] of [
      ['Is 5 enough?', 'Is 6 enough?'],
      ['Is it a boat?', 'Is it a fast boat?'],
      ['Is it hot?', 'Is it hot?'],
    ] as const) {
      expect(vetoBetween(readSlots(asked), readSlots(cached))).toBe(compare(asked, cached).veto);
    }
  });
});
