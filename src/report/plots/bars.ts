import { type Markup, markup } from '../html/markup.ts';
import { decimal } from '../numbers.ts';
import { colour, figure } from './axes.ts';
import { place, scaleOf } from './scale.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Ends of its interval, drawn as a thin line. */
  readonly low?: number;
  readonly high?: number;
  /** What stands behind the bar; the value where left out. */
  readonly text?: string;
  /** Which colour it has: bars of one kind share one. Default 0. */
  readonly kind?: number;
}

const ROW = 28;
const WIDTH = 760;
const CHAR = 6.6;
const LABEL_CHARS = 34;

/** Values side by side as horizontal bars: hits by tier, misses by reason. Labels longer than 34 characters are cut. */
export function bars(title: string, list: readonly Bar[], caption?: string): Markup {
  const texts = list.map(({ text, value }) => text ?? decimal(value));
  const left = 14 + CHAR * Math.min(LABEL_CHARS, Math.max(8, ...list.map(({ label }) => label.length)));
  const right = 14 + CHAR * Math.max(4, ...texts.map((text) => text.length));
  const most = Math.max(...list.map(({ value, high }) => Math.max(value, high ?? 0)), Number.MIN_VALUE);
  const scale = scaleOf([0, most], left, WIDTH - right);
  const frame = { width: WIDTH, height: ROW * list.length + 8, left, right, top: 0, bottom: 0 };
  const rows = list.map(({ label, value, low, high, kind = 0 }, at) => {
    const middle = at * ROW + ROW / 2 + 4;
    const name = label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label;
    const whisker =
      low === undefined || high === undefined || low === high
        ? undefined
        : markup`<path d="M${place(scale(low))} ${middle}H${place(scale(high))}M${place(scale(low))} ${middle - 4}v8M${place(scale(high))} ${middle - 4}v8" stroke="var(--ink)" stroke-opacity=".65"/>`;
    const end = Math.max(scale(value), scale(high ?? value));
    return markup`<text class="value" x="${place(left - 10)}" y="${middle + 4}" text-anchor="end">${name}</text>
<rect x="${place(left)}" y="${middle - 8}" width="${place(Math.max(1, scale(value) - left))}" height="16" rx="3" fill="${colour(kind)}"><title>${label}: ${texts[at]}</title></rect>${whisker}
<text class="value" x="${place(end + 8)}" y="${middle + 4}">${texts[at]}</text>`;
  });
  return figure(frame, title, caption, rows);
}
