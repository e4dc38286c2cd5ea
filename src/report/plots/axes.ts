import { type Content, type Markup, markup } from '../html/markup.ts';
import { decimal } from '../numbers.ts';
import { type Axis, type Frame, place, type Scale, ticksOf } from './scale.ts';

interface Sides {
  readonly frame: Frame;
  readonly x: Axis;
  readonly y: Axis;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly xScale: Scale;
  readonly yScale: Scale;
}

/** Grid, ticks and names of both axes. */
export function axes({ frame, x, y, xRange, yRange, xScale, yScale }: Sides): Markup {
  const { width, height, left, right, top, bottom } = frame;
  const foot = height - bottom;
  const rows = ticksOf(yRange, 5).map(
    (tick) =>
      markup`<line x1="${left}" x2="${width - right}" y1="${place(yScale(tick))}" y2="${place(yScale(tick))}" stroke="var(--grid)"/><text x="${left - 8}" y="${place(yScale(tick) + 4)}" text-anchor="end">${(y.format ?? decimal)(tick)}</text>`,
  );
  const columns = ticksOf(xRange, 7).map(
    (tick) =>
      markup`<text x="${place(xScale(tick))}" y="${foot + 17}" text-anchor="middle">${(x.format ?? decimal)(tick)}</text>`,
  );
  return markup`${rows}<line x1="${left}" x2="${width - right}" y1="${foot}" y2="${foot}" stroke="var(--line)"/>${columns}
<text x="${place((left + width - right) / 2)}" y="${height - 8}" text-anchor="middle">${x.label}</text>
<text transform="translate(14 ${place((top + foot) / 2)}) rotate(-90)" text-anchor="middle">${y.label}</text>`;
}

/** A drawing with its caption; `title` is what a screen reader says. */
export const figure = (frame: Frame, title: string, caption: string | undefined, content: Content): Markup =>
  markup`<figure>${caption === undefined ? undefined : markup`<figcaption>${caption}</figcaption>`}<div class="scroll"><svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${title}" style="min-width:480px">${content}</svg></div></figure>`;

/** Colour of the nth series; they come round again after the fifth. */
export const colour = (at: number): string => `var(--c${(at % 5) + 1})`;

/** What the colours mean; nothing where there is only one. */
export const colourKey = (names: readonly string[]): Markup | undefined =>
  names.length < 2
    ? undefined
    : markup`<div class="key">${names.map((name, at) => markup`<span><i style="background:${colour(at)}"></i>${name}</span>`)}</div>`;

/** A value of the x axis that is pointed out by a line from top to bottom. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

export const marks = (list: readonly Mark[], xScale: Scale, { top, height, bottom, width }: Frame): Markup =>
  markup`${list.map(({ x, label }) => {
    const at = xScale(x);
    const before = at > width * 0.7;
    return markup`<line x1="${place(at)}" x2="${place(at)}" y1="${top}" y2="${height - bottom}" stroke="var(--ink)" stroke-dasharray="4 3"/><text class="value" x="${place(at + (before ? -6 : 6))}" y="${top + 10}" text-anchor="${before ? 'end' : 'start'}">${label}</text>`;
  })}`;
