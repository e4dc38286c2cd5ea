export { type Content, escapeText, joined, type Markup, markup } from './html/markup.ts';
export { type ReportPage, type ReportSection, reportPage } from './html/page.ts';
export { type PairSide, pairList, type TextPair } from './html/pairs.ts';
export { codeBlock, type HtmlColumn, htmlTable, note, type Tile, tiles } from './html/pieces.ts';
export { exactly, type Interval } from './interval.ts';
export {
  bytes,
  count,
  countWithin,
  decimal,
  duration,
  durationWithin,
  money,
  moneyWithin,
  percent,
  percentWithin,
} from './numbers.ts';
export type { Mark } from './plots/axes.ts';
export { type Bar, bars } from './plots/bars.ts';
export { type Histogram, type HistogramBin, histogram } from './plots/histogram.ts';
export { type Curve, type CurvePoint, type LineCurve, lineCurve } from './plots/line-curve.ts';
export type { Axis } from './plots/scale.ts';
export { createProgressBar, type ProgressBar, type ProgressOutput } from './terminal/progress-bar.ts';
export { oneLine, type TextColumn, textBar, textTable } from './terminal/text-table.ts';
export { wrapped } from './terminal/wrapped.ts';
