import { bars, type Content, count, decimal, histogram, type ReportSection } from '#report';
import type { Findings } from '../findings/findings.ts';
import { reasonWords, shareOf } from './words.ts';

/** Why the others missed, and how near they came. */
export function missesSection(found: Findings): ReportSection {
  const list = found.misses.slice(0, 14);
  return {
    title: 'Why the others missed',
    body: [
      bars(
        'Misses by reason',
        list.map(({ reason, requests }) => ({
          label: reasonWords(reason),
          value: requests,
          text: `${count(requests)} · ${shareOf(requests, found.requests)}`,
          kind: reason === 'churn' ? 4 : 0,
        })),
        found.mode.type === 'sample' ? 'Estimated from the sample' : undefined,
      ),
      similarities(found),
    ],
  };
}

function similarities({ similarities: bins }: Findings): Content {
  const first = bins.findIndex(({ served, vetoed, below }) => served + vetoed + below > 0);
  if (first < 0) return undefined;
  const shown = bins.slice(first);
  const width = (bins[1]?.from ?? 1) - (bins[0]?.from ?? 0);
  return histogram({
    title: 'Similarity of the nearest cached question',
    caption:
      'How near the cached question was, and what became of it. A similarity alone does not tell right from wrong.',
    x: { label: 'cosine', range: [shown[0]?.from ?? 0, 1], format: decimal },
    y: { label: 'questions', format: (value) => count(value) },
    series: ['served', 'forbidden by a difference', 'not sure enough'],
    bins: shown.map(({ from, served, vetoed, below }) => ({
      from,
      to: from + width,
      counts: [served, vetoed, below],
    })),
  });
}
