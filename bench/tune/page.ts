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

const BEGIN = '<!-- figures:';
const END = '<!-- /figures -->';

/** The page with the report's figures between its two marks. @throws Error where they are missing */
export function withFigures(page: string, report: TuneBenchReport): string {
  const begin = page.indexOf('\n', page.indexOf(BEGIN));
  const end = page.indexOf(END);
  if (page.indexOf(BEGIN) < 0 || end < begin) throw new Error('the page has no place for figures');
  return `${page.slice(0, begin)}\n\n${aboutRun(report)}\n\n${figuresTable(report)}\n\n${page.slice(end)}`;
}

function aboutRun({ date, commit, dirty, repeats, labels, pools }: TuneBenchReport): string {
  const changes = dirty ? ' with uncommitted changes' : '';
  const decisions = pools.map(({ pool, pairs, decision }) => `${pairs} ${pool} by ${decision}`);
  return `Measured on ${date} at commit \`${commit}\`${changes}, ${repeats} repeats, ${labels} labels: ${decisions.join('; ')}; slots always forbid.`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const behind = ({ name, behind: points }: Way): string =>
  name === 'all labels' || points === undefined ? '–' : `${(points * 100).toFixed(1)} points`;
