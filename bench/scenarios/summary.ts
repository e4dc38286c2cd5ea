import { judge } from './goals.ts';
import type { SpeedReport } from './report.ts';

/** The figures of a run as a table for a terminal, goals beside them. */
export function summaryTable(report: SpeedReport): string {
  const ran = new Set(report.scenarios.map(({ name }) => name));
  const rows = judge(report)
    .filter(({ scenario }) => ran.has(scenario))
    .map(({ scenario, figure, value, unit, bound, goal, verdict }) => [
      scenario,
      figure,
      value === null ? '–' : `${short(value)} ${unit}`,
      `${bound} ${short(goal)}`,
      verdict,
    ]);
  const notes = report.scenarios.flatMap(({ name, notes: lines }) => lines.map((line) => `${name}: ${line}`));
  return `${[...aligned([['scenario', 'figure', 'measured', 'goal', ''], ...rows]), ...notes].join('\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function short(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}
