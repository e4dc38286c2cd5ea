import { type Markup, markup } from '../html/markup.ts';
import { count, decimal } from '../numbers.ts';
import { axes, colour, colourKey, figure, type Mark, marks } from './axes.ts';
import { type Axis, FRAME, place, rangeOf, scaleOf } from './scale.ts';

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  /** How many of each series, in the order of `series`; they are stacked. */
  readonly counts: readonly number[];
}

export interface Histogram {
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly string[];
  readonly bins: readonly HistogramBin[];
  readonly marks?: readonly Mark[];
}

/** How often values fall into ranges, one series above the other: scores of right and wrong pairs. */
export function histogram({ title, caption, x, y, series, bins, marks: list = [] }: Histogram): Markup {
  const { left, right, top, bottom, width, height } = FRAME;
  const sums = bins.map(({ counts }) => counts.reduce((sum, value) => sum + value, 0));
  const xRange = x.range ?? rangeOf(bins.flatMap(({ from, to }) => [from, to]));
  const yRange = y.range ?? ([0, Math.max(1, rangeOf(sums)[1])] as const);
  const xScale = scaleOf(xRange, left, width - right);
  const yScale = scaleOf(yRange, height - bottom, top);
  const xText = x.format ?? decimal;

  const bars = bins.map(({ from, to, counts }) => {
    let below = 0;
    return counts.map((value, nth) => {
      if (value === 0) return undefined;
      const foot = yScale(below);
      below += value;
      const name = series.length < 2 ? '' : `${series[nth] ?? ''}, `;
      const wide = Math.max(1, xScale(to) - xScale(from) - 1);
      return markup`<rect x="${place(xScale(from) + 0.5)}" y="${place(yScale(below))}" width="${place(wide)}" height="${place(Math.max(0.5, foot - yScale(below)))}" fill="${colour(nth)}"><title>${name}${xText(from)} – ${xText(to)}: ${count(value)}</title></rect>`;
    });
  });
  return markup`${figure(FRAME, title, caption, [
    axes({ frame: FRAME, x, y, xRange, yRange, xScale, yScale }),
    bars,
    marks(list, xScale, FRAME),
  ])}${colourKey(series)}`;
}
