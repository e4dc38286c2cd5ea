/** Shows files as they come: a bar that is redrawn on a terminal, a line per finished file elsewhere. */
export function createProgress(output: NodeJS.WriteStream) {
  const WIDTH = 30;
  return (file: string, bytes: number, total: number | undefined): void => {
    const done = total !== undefined && bytes >= total;
    const megabytes = (bytes / 1e6).toFixed(1);
    if (!output.isTTY) {
      if (done) output.write(`${file} ${megabytes} MB\n`);
      return;
    }
    const filled = total === undefined ? 0 : Math.round((bytes / total) * WIDTH);
    output.write(`\r${'━'.repeat(filled).padEnd(WIDTH, ' ')} ${megabytes} MB  ${file}${done ? '\n' : ''}`);
  };
}
