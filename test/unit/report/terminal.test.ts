import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  count,
  createProgressBar,
  duration,
  money,
  oneLine,
  percent,
  percentWithin,
  textBar,
  textTable,
  wrapped,
} from '#report';

describe('numbers', () => {
  test.each([
    [0, '0 %'],
    [0.00042, '0.04 %'],
    [0.0471, '4.7 %'],
    [0.471, '47.1 %'],
    [1, '100 %'],
  ])('a share of %f is %s', (share, text) => expect(percent(share)).toBe(text));

  test('an interval is written in the digits that it supports, and not where a value is exact', () => {
    expect(percentWithin({ value: 0.047, low: 0.041, high: 0.0543 })).toBe('4.7 % (4.1–5.4)');
    expect(percentWithin({ value: 0.5, low: 0.5, high: 0.5 })).toBe('50.0 %');
  });

  test.each([
    [0, '$0.00'],
    [4_200_000, '$0.0042'],
    [12_300_000_000, '$12.30'],
    [1_234_567_000_000_000, '$1,234,567'],
    [-5_000_000_000, '−$5.00'],
  ])('%d nano-dollars are %s', (nanos, text) => expect(money(nanos)).toBe(text));

  test.each([
    [12, '12 ms'],
    [1500, '1.5 s'],
    [125_000, '2 min 5 s'],
    [86_400_000, '1 d'],
    [86_400_000 + 4 * 3_600_000, '1 d 4 h'],
    [7_199_999, '1 h 59 min'],
  ])('%d milliseconds are %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('counts and bytes', () => {
    expect([count(1_234_567), bytes(0), bytes(12_345_678)]).toEqual(['1,234,567', '0 B', '12.3 MB']);
  });
});

describe('the terminal', () => {
  test('columns are aligned by what is seen: colours take no room, numbers stand right', () => {
    const lines = textTable(
      [{ title: 'what' }, { title: 'n', align: 'right' }],
      [
        ['\u001b[32mok\u001b[39m', '1'],
        ['longer', '1,000'],
      ],
    );
    expect(lines.map(stripVTControlCharacters)).toEqual([
      '  what        n',
      '  ok          1',
      '  longer  1,000',
    ]);
  });

  test('a cell that is too long is cut, and no text of a log steers the terminal', () => {
    expect(textTable([{ title: '', most: 5 }], [['123456789']])).toEqual(['  1234…']);
    expect(oneLine('a\u001b[2Jb\r\nc\u0085d', 80)).toBe('a [2Jb c d');
  });

  test('text is wrapped at spaces and hangs below its mark', () => {
    expect(wrapped('one two three four', 11, '· ')).toEqual(['· one two', '  three', '  four']);
    expect(wrapped('overlongword a', 5)).toEqual(['overlongword', 'a']);
    expect(wrapped('', 5, '- ')).toEqual(['- ']);
  });

  test('a bar is as long as its share', () => {
    expect([textBar(0, 4), textBar(0.5, 4), textBar(1, 4), textBar(7, 4)]).toEqual([
      '',
      '██',
      '████',
      '████',
    ]);
  });

  test('a progress bar is silent where nobody looks, and takes itself away', () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    const silent = createProgressBar({ isTTY: false, write });
    silent.at('rows', 1, 2);
    silent.end();
    expect(written).toEqual([]);

    const bar = createProgressBar({ isTTY: true, write }, () => 0);
    bar.at('rows', 500, 1000);
    bar.at('rows', 501, 1000); // too soon to be drawn
    bar.at('rows', 1000, 1000);
    bar.end();
    expect(written).toHaveLength(3);
    expect(written[0]).toContain('50 % rows 500 of 1,000');
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });
});
