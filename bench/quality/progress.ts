/** Tells how far a long step is. */
export type Progress = (step: string, done: number, total: number) => void;

const BAR_WIDTH = 30;
const LINE_EVERY_MS = 10_000;

/** A bar where a person watches, a line every ten seconds where a file does. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  let lastLine = 0;
  return (step, done, total) => {
    if (total === 0) return;
    if (stream.isTTY) {
      const filled = Math.round((done / total) * BAR_WIDTH);
      stream.write(`\r${step} [${'='.repeat(filled).padEnd(BAR_WIDTH)}] ${done}/${total}`);
      if (done >= total) stream.write('\n');
      return;
    }
    const now = Date.now();
    if (done < total && now - lastLine < LINE_EVERY_MS) return;
    lastLine = now;
    stream.write(`${step}: ${done}/${total}\n`);
  };
}
