import { describe, expect, test } from 'vitest';
import {
  bars,
  codeBlock,
  histogram,
  htmlTable,
  lineCurve,
  markup,
  pairList,
  reportPage,
  tiles,
} from '#report';

const HOSTILE = `<script>alert("x")</script>&'`;

function wholePage(text: string): string {
  return reportPage({
    title: text,
    subtitle: text,
    summary: tiles([{ label: text, value: text, detail: text }]),
    sections: [
      {
        title: text,
        lead: text,
        body: [
          htmlTable([{ title: text }, { title: 'n', align: 'right' }], [[text, 1]], text),
          pairList([
            {
              left: { label: text, text },
              right: { label: 'b', text: 'other' },
              below: { label: text, text },
              facts: [[text, text]],
            },
          ]),
          codeBlock(text),
          bars(text, [{ label: text, value: 1, low: 0.5, high: 1.5, text }], text),
          histogram({
            title: text,
            x: { label: text },
            y: { label: text },
            series: [text, 'b'],
            bins: [{ from: 0, to: 1, counts: [1, 2] }],
            marks: [{ x: 0.5, label: text }],
          }),
          lineCurve({
            title: text,
            x: { label: text },
            y: { label: text },
            curves: [{ name: text, points: [{ x: 0, y: 1, low: 0, high: 2 }] }],
          }),
        ],
      },
    ],
    footer: text,
  });
}

describe('a report page', () => {
  test('escapes every text that it is given', () => {
    const page = wholePage(HOSTILE);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('"x"');
    expect(page).toContain('&lt;script&gt;');
  });

  test('needs nothing from another place and forbids scripts', () => {
    const page = wholePage('plain');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|url\(|@import|src=|href=/);
  });

  test('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, close, name = '', self] of wholePage('plain').matchAll(
      /<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g,
    )) {
      if (self === '/' || ['meta', 'doctype'].includes(name)) continue;
      if (close === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('marks the words that only one side of a pair has, whatever their case and punctuation', () => {
    const { html } = pairList([
      {
        left: { label: 'asked', text: 'Turn it on, now' },
        right: { label: 'cached', text: 'turn it off now.' },
        facts: [],
      },
    ]);
    expect([...html.matchAll(/<mark>([^<]*)<\/mark>/g)].map(([, word]) => word)).toEqual(['on,', 'off']);
  });

  test('a control character becomes visible, line ends stay', () => {
    expect(markup`${'a\u0007b\nc'}`.html).toBe('a␣b\nc');
  });
});

describe('plots', () => {
  const numbersIn = (html: string): readonly number[] =>
    [...html.matchAll(/ (?:x|y|cx|cy|x1|x2|y1|y2|width|height)="([^"]*)"/g)].map(([, value]) =>
      Number(value),
    );

  test('of nothing, of one value and of equal values have no place that is not a number', () => {
    const x = { label: 'x' };
    const pictures = [
      bars('none', []),
      bars('zero', [{ label: 'a', value: 0 }]),
      histogram({ title: 'none', x, y: x, series: ['a'], bins: [] }),
      lineCurve({ title: 'none', x, y: x, curves: [] }),
      lineCurve({ title: 'one', x, y: x, curves: [{ name: 'a', points: [{ x: 3, y: 3 }] }] }),
    ];
    for (const { html } of pictures) {
      expect(html).not.toMatch(/NaN|Infinity|undefined/);
      expect(numbersIn(html).every(Number.isFinite)).toBe(true);
    }
  });

  test('a longer bar stands for a larger value', () => {
    const { html } = bars('b', [
      { label: 'small', value: 1 },
      { label: 'large', value: 4 },
    ]);
    const [small = 0, large = 0] = [...html.matchAll(/<rect[^>]* width="([^"]*)"/g)].map(([, wide]) =>
      Number(wide),
    );
    expect(large / small).toBeCloseTo(4, 1);
  });

  test('the bins of a histogram stand on each other', () => {
    const { html } = histogram({
      title: 'h',
      x: { label: 'x' },
      y: { label: 'y' },
      series: ['a', 'b'],
      bins: [{ from: 0, to: 1, counts: [1, 1] }],
    });
    const [lower, upper] = [...html.matchAll(/<rect[^>]* y="([^"]*)"[^>]* height="([^"]*)"/g)].map(
      ([, y, high]) => ({
        y: Number(y),
        foot: Number(y) + Number(high),
      }),
    );
    expect(upper?.foot).toBeCloseTo(lower?.y ?? 0, 0);
  });
});
