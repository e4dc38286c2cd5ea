import { count } from '../numbers.ts';

/** Where a progress bar is drawn: standard error, as a rule, so that the report itself may be piped on. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
}

export interface ProgressBar {
  /** @param total undefined where nobody knows it yet: only the count is shown */
  readonly at: (label: string, done: number, total: number | undefined) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

const WIDTH = 30;
const EVERY_MS = 100;

/** A bar that is redrawn in place ten times a second at most; silent where the output is no terminal. */
export function createProgressBar(
  output: ProgressOutput,
  now: () => number = () => performance.now(),
): ProgressBar {
  if (output.isTTY !== true) return { at: () => {}, end: () => {} };
  let drawn = Number.NEGATIVE_INFINITY;
  let label = '';
  return {
    at: (what, done, total) => {
      if (what === label && now() - drawn < EVERY_MS && done !== total) return;
      drawn = now();
      label = what;
      output.write(
        `\r\u001b[2K${total === undefined ? '' : `${drawing(done / total)} `}${what} ${numbers(done, total)}`,
      );
    },
    end: () => {
      if (label !== '') output.write('\r\u001b[2K');
      label = '';
    },
  };
}

function drawing(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  return `${'━'.repeat(filled)}${' '.repeat(WIDTH - filled)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
}

const numbers = (done: number, total: number | undefined): string =>
  total === undefined ? count(done) : `${count(done)} of ${count(total)}`;
