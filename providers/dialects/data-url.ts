import type { Source } from '#core';

const BASE64 = /^data:([^;,]+);base64,/i;

/** Where a URL points to: the bytes it holds, or another place; undefined for a `data:` URL of another form. */
export function sourceOf(url: string): Source | undefined {
  if (!/^data:/i.test(url)) return { type: 'url', url };
  const head = BASE64.exec(url);
  if (!head) return undefined;
  return { type: 'base64', mediaType: (head[1] ?? '').toLowerCase(), data: url.slice(head[0].length) };
}

/** The URL of a source. */
export function urlOf(source: Source): string {
  return source.type === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
}
