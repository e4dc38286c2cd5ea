import { type Content, escapeText, joined, markup } from './markup.ts';
import { STYLE } from './style.ts';

/** One part of a report with a heading of its own. */
export interface ReportSection {
  readonly title: string;
  /** A sentence or two under the heading: what the part says. */
  readonly lead?: Content;
  readonly body: Content;
}

export interface ReportPage {
  readonly title: string;
  /** What was looked at: a file, how many rows, which time. */
  readonly subtitle: string;
  /** The figures that matter most, above all sections. */
  readonly summary?: Content;
  readonly sections: readonly ReportSection[];
  /** How the report was made. */
  readonly footer: string;
}

/**
 * A report as one HTML document that needs nothing else: no script, nothing from another place (a policy in its head
 * forbids both), so that it may be mailed and kept.
 */
export function reportPage({ title, subtitle, summary, sections, footer }: ReportPage): string {
  const body = joined([
    markup`<h1>${title}</h1><p class="soft">${subtitle}</p>`,
    summary,
    sections.map(
      (part) =>
        markup`<section><h2>${part.title}</h2>${part.lead === undefined ? undefined : markup`<p>${part.lead}</p>`}${part.body}</section>`,
    ),
    markup`<footer><p>${footer}</p></footer>`,
  ]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex"><title>${escapeText(title)}</title><style>${STYLE}</style></head>
<body><main>${body.html}</main></body></html>
`;
}
