import { describe, expect, test } from 'vitest';
import {
  compareSlots,
  readSlots,
  SOFT_SLOTS,
  type SoftSlotName,
  type SoftSlots,
  softSlotsVector,
} from '../../../cache/slots/index.ts';

const features = (asked: string, cached: string): SoftSlots =>
  compareSlots(readSlots(asked), readSlots(cached)).features;

/** The feature says more about the first pair than about the second. */
function expectMore(
  name: SoftSlotName,
  more: readonly [string, string],
  less: readonly [string, string],
): void {
  expect(features(...more)[name]).toBeGreaterThan(features(...less)[name]);
}

describe('[C9] differences that are weighed', () => {
  test('two equal texts differ in nothing', () => {
    const text = 'How do I cancel a free plan for students in Berlin, and why should I?';
    const same = features(text, text);
    const none: readonly SoftSlotName[] = [
      'sharedWords',
      'sharedNeighbours',
      'frame',
      'rolesKept',
      'lengthRatio',
    ];
    for (const name of SOFT_SLOTS) {
      if (none.includes(name)) expect(same[name]).toBeGreaterThan(0.3);
      else expect(same[name]).toBe(0);
    }
  });

  test.each<readonly [SoftSlotName, readonly [string, string], readonly [string, string]]>([
    [
      'askedOnlyShare',
      ['How do I tune a violin?', 'How do I tune?'],
      ['How do I tune?', 'How do I tune a violin?'],
    ],
    [
      'cachedOnlyShare',
      ['How do I tune?', 'How do I tune a violin?'],
      ['How do I tune a violin?', 'How do I tune?'],
    ],
    ['askedOnlyRarest', ['a visa for Liechtenstein', 'a visa'], ['a visa for people', 'a visa']],
    ['askedRestrictions', ['Which plan is for students?', 'Which plan?'], ['Which students?', 'Which plan?']],
    ['askedRestrictions', ['a vegan breakfast', 'a breakfast'], ['a good breakfast', 'a breakfast']],
    ['cachedRestrictions', ['a breakfast', 'a vegan breakfast'], ['a vegan breakfast', 'a breakfast']],
    ['askedNames', ['flights to Oslo', 'flights to the sea'], ['flights to the lake', 'flights to the sea']],
    ['misspeltWords', ['my recieved parcel', 'my received parcel'], ['my lost parcel', 'my received parcel']],
    [
      'sharedNeighbours',
      ['a red boat house', 'the red boat house'],
      ['a house boat, red', 'the red boat house'],
    ],
    ['frame', ['old boats in Oslo', 'old trams in Oslo'], ['old boats in Oslo', 'new trams in Rome']],
    ['replaced', ['a bus to the harbour', 'a bus to the airport'], ['a bus', 'a bus to the airport']],
    ['inserted', ['a bus to the harbour', 'a bus'], ['a bus', 'a bus to the harbour']],
    ['dropped', ['a bus', 'a bus to the harbour'], ['a bus to the harbour', 'a bus']],
    ['restriction', ['shoes for kids', 'shoes for adults'], ['shoes for kids', 'shoes for children']],
    ['questionWord', ['Why is tea hot?', 'Where is tea hot?'], ['What makes tea hot?', 'What is hot tea?']],
    ['obligation', ['Should I prune it?', 'Do I prune it?'], ['Must I prune it?', 'Do I have to prune it?']],
    ['ability', ['Can I prune it?', 'Do I prune it?'], ['Can I prune it?', 'May I prune it?']],
    ['future', ['Will it rain?', 'Does it rain?'], ['Will it rain?', 'Would it rain?']],
    ['askedQuestions', ['What is it? Why is it?', 'What is it?'], ['What is it?', 'What is it? Why is it?']],
    ['askedConjuncts', ['cats and dogs', 'cats'], ['cats', 'cats and dogs']],
    ['subject', ['Do I pay?', 'Does he pay?'], ['Do I pay?', 'Do we pay?']],
    [
      'rolesTurned',
      ['Does Ann own Bob?', 'Does Bob own Ann?'],
      ['Does Ann own Bob?', 'Is Bob owned by Ann?'],
    ],
    ['lengthRatio', ['one two three', 'one two six'], ['one two three', 'one']],
  ])('%s', (name, more, less) => {
    expectMore(name, more, less);
  });

  test('a vector has every feature in its place', () => {
    const some = features('Should I buy Oslo a new hat?', 'Does he sell hats and gloves?');
    expect(softSlotsVector(some)).toEqual(SOFT_SLOTS.map((name) => some[name]));
    expect(Object.keys(some)).toEqual([...SOFT_SLOTS]);
  });
});
