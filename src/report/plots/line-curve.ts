import { type Markup, markup } from '../html/markup.ts';
import { decimal } from '../numbers.ts';
import { axes, colour, colourKey, figure, type Mark, marks } from './axes.ts';
import { type Axis, FRAME, place, rangeOf, scaleOf } from './scale.ts';

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Ends of an interval around `y`, drawn as a band. */
  readonly low?: number;
  readonly high?: number;
}

export interface Curve {
  readonly name: string;
  /** In the order in which they are joined. */
  readonly points: readonly CurvePoint[];
}

export interface LineCurve {
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  readonly marks?: readonly Mark[];
}

/** Up to this many points of a curve are drawn as dots that tell their values. */
const MOST_DOTS = 60;

/** Curves of one value over another, with bands for their intervals: precision against hit rate, hits over time. */
export function lineCurve({ title, caption, x, y, curves, marks: list = [] }: LineCurve): Markup {
  const all = curves.flatMap(({ points }) => points);
  const xRange = x.range ?? rangeOf([...all.map((point) => point.x), ...list.map((mark) => mark.x)]);
  const [least, most] = rangeOf(
    all.flatMap(({ y: value, low, high }) => [value, low ?? value, high ?? value]),
  );
  const yRange = y.range ?? ([Math.min(0, least), most === 0 ? 1 : most * 1.05] as const);
  const { left, right, top, bottom, width, height } = FRAME;
  const xScale = scaleOf(xRange, left, width - right);
  const yScale = scaleOf(yRange, height - bottom, top);
  const at = (point: CurvePoint, value: number): string =>
    `${place(xScale(point.x))},${place(yScale(value))}`;

  const band = ({ points }: Curve): Markup | undefined => {
    const wide = points.filter(({ low, high }) => low !== undefined && high !== undefined);
    if (wide.length < 2) return undefined;
    const upper = wide.map((point) => at(point, point.high ?? 0));
    const lower = wide.map((point) => at(point, point.low ?? 0)).reverse();
    return markup`<polygon points="${[...upper, ...lower].join(' ')}" fill="var(--band)"/>`;
  };
  const line = ({ points }: Curve, nth: number): Markup =>
    markup`<polyline points="${points.map((point) => at(point, point.y)).join(' ')}" fill="none" stroke="${colour(nth)}" stroke-width="2" stroke-linejoin="round"/>`;
  const dots = ({ name, points }: Curve, nth: number): readonly Markup[] =>
    points.length > MOST_DOTS
      ? []
      : points.map((point) => {
          const values = `${(x.format ?? decimal)(point.x)} · ${(y.format ?? decimal)(point.y)}`;
          return markup`<circle cx="${place(xScale(point.x))}" cy="${place(yScale(point.y))}" r="3" fill="${colour(nth)}"><title>${name}: ${values}</title></circle>`;
        });

  return markup`${figure(FRAME, title, caption, [
    axes({ frame: FRAME, x, y, xRange, yRange, xScale, yScale }),
    curves.map(band),
    curves.map(line),
    curves.map(dots),
    marks(list, xScale, FRAME),
  ])}${colourKey(curves.map(({ name }) => name))}`;
}
