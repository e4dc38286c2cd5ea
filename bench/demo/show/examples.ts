import type { Example } from '../examples.ts';
import { type Colour, shortened, type Terminal } from './terminal.ts';

const SIGNS: Readonly<Record<Example['sign'], readonly [string, Colour]>> = {
  good: ['✓', 'green'],
  costly: ['–', 'yellow'],
  wrong: ['✗', 'red'],
};

const MARGIN = '✓ asked   '.length;

/** Question asked, cached question, similarity and verdict, three lines each. */
export function exampleLines(examples: readonly Example[], { paint, width }: Terminal): string {
  return examples
    .map(({ asked, kind, cached, similarity, verdict, sign }) => {
      const [mark, colour] = SIGNS[sign];
      const room = width - MARGIN - kind.length - 3;
      return [
        `${paint(colour, mark)} ${paint('dim', 'asked ')}  ${shortened(asked, room)} ${paint('dim', `(${kind})`)}`,
        `  ${paint('dim', 'cached')}  ${shortened(cached, width - MARGIN)}`,
        `  ${paint('dim', 'cosine')}  ${similarity.toFixed(3)}  ${paint(colour, verdict)}`,
      ].join('\n');
    })
    .join('\n\n');
}
