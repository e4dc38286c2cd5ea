// Simulates a generated log of as many rows as are asked for, each of fourteen hundred characters, in a process whose heap
// may be small. Prints the findings.
import { Readable } from 'node:stream';
import { openLog, simulate } from '#simulate';
import { simulateParts } from '../unit/simulate/kit.ts';

const rows = Number(process.argv[2]);
const filler = 'The handbook says what to do, and where nothing is said ask. '.repeat(20);

function* lines(): Generator<string> {
  for (let row = 0; row < rows; row++) {
    const question = `How much is item ${(row * 7919) % (rows / 2)} of the catalogue?`;
    const system = `You are the assistant of shop ${row % 3}. ${filler}`;
    // Newest first, as logs are exported.
    yield `${JSON.stringify({ time: 1_790_000_000 - row, question, system, answer: 'So much.' })}\n`;
  }
}

const found = await simulate(openLog('-', Readable.from(lines())), simulateParts({ maxEntries: 2_000 }), {
  format: undefined,
  columns: {},
  sample: 50,
  full: false,
  signal: new AbortController().signal,
  logBytes: undefined,
});
process.stdout.write(JSON.stringify(found));
