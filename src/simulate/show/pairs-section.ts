import { markup, pairList, type ReportSection, type TextPair } from '#report';
import type { QuestionPair } from '../estimate/tally.ts';
import type { Findings } from '../findings/findings.ts';

/** Pairs to be read before the figures are trusted. */
export function pairSections({ pairs: { leastSure, vetoed } }: Findings): readonly ReportSection[] {
  if (leastSure.length + vetoed.length === 0) return [];
  return [
    {
      title: 'Pairs to look at',
      lead: 'Read these before you trust the figures: would the answer to the one serve the other?',
      body: [
        leastSure.length === 0
          ? undefined
          : markup`<h3>Served, the least sure first</h3>${pairList(leastSure.map(served))}`,
        vetoed.length === 0
          ? undefined
          : markup`<h3>Refused although they are near</h3>${pairList(vetoed.map(served))}`,
      ],
    },
  ];
}

function served({ asked, cached, answer, similarity, probability, veto, line }: QuestionPair): TextPair {
  return {
    ...(answer === undefined ? {} : { below: { label: 'its answer', text: answer } }),
    left: { label: `asked (line ${line})`, text: asked },
    right: {
      label: veto === undefined ? 'answered from the answer to' : 'not answered from the answer to',
      text: cached,
    },
    facts: [
      ['cosine', similarity.toFixed(3)],
      ...(probability === undefined ? [] : [['probability', probability.toFixed(3)] as const]),
      ...(veto === undefined ? [] : [['differs in', veto] as const]),
    ],
  };
}
