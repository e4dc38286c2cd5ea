/** Text that is HTML already; everything else is escaped where it enters. */
export interface Markup {
  readonly html: string;
}

/** What a template may hold: lists are joined, what is undefined is left out. */
export type Content = string | number | Markup | readonly Content[] | undefined;

const MEANING: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in elements and in quoted attributes; control characters become visible marks. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MEANING[mark] ?? mark).replace(/(?![\t\n\r])\p{Cc}/gu, '␣');
}

/** A template tag for HTML and SVG: whatever is put in is escaped unless it is markup itself. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { html: strings.reduce((all, piece, at) => all + render(values[at - 1]) + piece) };
}

/** Several pieces as one. */
export const joined = (pieces: readonly Content[]): Markup => ({ html: render(pieces) });

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  if ('html' in content) return content.html;
  return content.map(render).join('');
}
