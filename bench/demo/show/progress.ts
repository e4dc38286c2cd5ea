import type { Result } from '../drive.ts';
import { shortened, terminalOf } from './terminal.ts';

/** Tells how far the traffic is: a bar that is drawn over where somebody watches, a line now and then where not. */
export interface Progress {
  readonly show: (results: readonly Result[]) => void;
  /** What is under way before and after the traffic. */
  readonly step: (what: string) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

const BAR = 28;
const LINES = 5;
const CLEAR = '\r\u001b[2K';

export function createProgress(stream: NodeJS.WriteStream, total: number): Progress {
  const { paint, width } = terminalOf(stream);
  let started: number | undefined;
  let lines = 0;

  const words = (results: readonly Result[]): string => {
    const hits = results.filter(({ outcome }) => outcome.type === 'hit');
    const wrong = hits.filter(({ right }) => !right).length;
    started ??= performance.now();
    const seconds = Math.round((performance.now() - started) / 1000);
    return `${results.length}/${total}   ${hits.length} from the cache, ${wrong} wrong   ${seconds} s`;
  };

  if (!stream.isTTY) {
    return {
      show: (results) => {
        if (results.length * LINES < (lines + 1) * total) return;
        lines++;
        stream.write(`${words(results)}\n`);
      },
      step: (what) => stream.write(`${what}\n`),
      end: () => {},
    };
  }
  return {
    show: (results) => {
      const filled = Math.round((results.length / total) * BAR);
      const bar = paint('green', '━'.repeat(filled)) + paint('dim', '━'.repeat(BAR - filled));
      stream.write(`${CLEAR}  ${bar}  ${shortened(words(results), width - BAR - 4)}`);
    },
    step: (what) => stream.write(`${CLEAR}  ${paint('dim', what)}`),
    end: () => stream.write(CLEAR),
  };
}
