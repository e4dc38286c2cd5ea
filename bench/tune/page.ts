import type { TuneBenchReport, Way } from './report.ts';

/** The figures as a table in Markdown: what stands in docs/tune.md. */
export function figuresTable({ pools, repeats }: TuneBenchReport): string {
  const head =
    '| pairs | error budget | labels | hits | behind all labels | refused | wrong per served hit | above the budget |';
  const rows = pools.flatMap(({ pool, budgets }) =>
    budgets.flatMap(({ budget, ways }) =>
      ways.map((way) => {
        const cells = [
          pool,
          percent(budget),
          way.name,
          percent(way.hitRate),
          behind(way),
          `${way.refused} of ${repeats}`,
        ];
        return `| ${[...cells, way.wrongRate === undefined ? '–' : percent(way.wrongRate), `${way.above} of ${repeats}`].join(' | ')} |`;
      }),
    ),
  );
  return [head, '|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const behind = ({ name, behind: points }: Way): string =>
  name === 'all labels' || points === undefined ? '–' : `${(points * 100).toFixed(1)} points`;
