import { type Content, type Markup, markup } from './markup.ts';

/** One figure in large type. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

/** Figures in large type, side by side. */
export const tiles = (list: readonly Tile[]): Markup =>
  markup`<div class="tiles">${list.map(
    ({ label, value, detail }) =>
      markup`<div class="tile"><span>${label}</span><b>${value}</b>${detail === undefined ? undefined : markup`<span>${detail}</span>`}</div>`,
  )}</div>`;

/** A paragraph that must not be overlooked. */
export const note = (content: Content): Markup => markup`<p class="note">${content}</p>`;

/** Text as it is typed: a configuration, a command. */
export const codeBlock = (text: string): Markup => markup`<pre>${text}</pre>`;

export interface HtmlColumn {
  readonly title: string;
  /** Numbers stand right. */
  readonly align?: 'left' | 'right';
}

/** A table; on a narrow screen it scrolls by itself. Cells may be markup. */
export function htmlTable(
  columns: readonly HtmlColumn[],
  rows: readonly (readonly Content[])[],
  caption?: string,
): Markup {
  const side = (at: number): Markup | undefined =>
    columns[at]?.align === 'right' ? markup` class="right"` : undefined;
  return markup`<div class="scroll"><table>${caption === undefined ? undefined : markup`<caption>${caption}</caption>`}
<thead><tr>${columns.map(({ title }, at) => markup`<th${side(at)} scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map((cell, at) => markup`<td${side(at)}>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
