import { count, htmlTable, type Markup, markup, type ReportSection } from '#report';
import type { Churn } from '../churn/find-churn.ts';
import type { Findings } from '../findings/findings.ts';
import { shareOf } from './words.ts';

/** System prompts that change, with the place marked. */
export function churnSections({ churn: list, requests }: Findings): readonly ReportSection[] {
  if (list.length === 0) return [];
  return [
    {
      title: 'A system prompt that changes',
      lead: 'Similarity is asked, and equality counted, only among requests whose everything else is equal. A place that differs with each request keeps all of them apart.',
      body: list.slice(0, 6).map((one) => churnBody(one, requests)),
    },
  ];
}

function churnBody(one: Churn, requests: number): Markup {
  const [place] = one.places;
  const before = one.prompt.slice(0, (place?.from ?? 1) - 1);
  const inside = place && place.to <= one.prompt.length;
  const rest = inside ? one.prompt.slice(place.to) : '';
  return markup`<h3>${count(one.requests)} requests in ${count(one.partitions)} partitions, ${shareOf(one.withOneRequest, one.partitions)} of them with one request</h3>
<p>Without what changes, ${count(one.hits)} more requests (${shareOf(one.hits, requests)}) would repeat an equal one.</p>
${inside ? markup`<pre class="wrap">${before}<mark>${one.prompt.slice(place.from - 1, place.to)}</mark>${rest}…</pre>` : undefined}
${htmlTable(
  [
    { title: 'characters' },
    { title: 'looks like' },
    { title: 'values', align: 'right' },
    { title: 'examples' },
    { title: 'pattern' },
  ],
  one.places
    .slice(0, 6)
    .map(({ from, to, kind, distinct, compared, examples, pattern }) => [
      `${from}–${to}`,
      kind === 'text' ? 'no pattern' : `a ${kind}`,
      `${distinct} in ${compared}`,
      examples.map((example) => example.slice(0, 60)).join(' · '),
      markup`<code>${pattern}</code>`,
    ]),
)}`;
}
