import { describe, expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../../../bench/quality/hostile.ts';
import { normalise, slotKey } from '../../../cache/normalise.ts';
import { compareSlots, readLanguage, readSlots } from '../../../cache/slots/index.ts';

const SHORT = 16 * 1024;
const LONG = 64 * 1024;
/** Four times the text may take four times the work; quadratic work would take sixteen times. */
const MOST_GROWTH = 11;
/** Below this a measurement is noise and proves growth of nothing. */
const NOISE_MS = 5;

describe('[C9] the work grows with the text, not faster', () => {
  test.each(Object.entries(HOSTILE_TEXTS))('%s', (_name, make) => {
    const short = quickest(make(SHORT));
    const long = quickest(make(LONG));
    expect(long / Math.max(short, NOISE_MS)).toBeLessThan(MOST_GROWTH);
  });
});

/** Processor time of the least disturbed of five runs over all that a lookup reads, in ms. */
function quickest(text: string): number {
  const times = Array.from({ length: 5 }, () => {
    const started = process.cpuUsage();
    const slots = readSlots(text);
    compareSlots(slots, readSlots(text.slice(1)));
    slotKey(slots);
    normalise(text);
    readLanguage(text);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
