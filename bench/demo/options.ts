import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly requests: number;
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  readonly json: boolean;
  readonly once: boolean;
}

export const HELP = `npm run demo [-- options]

Shows the gateway at work without any key: a stand-in for a provider, a gateway, and a few hundred questions with
known answers through the official SDKs of OpenAI and Anthropic. Prints what the cache served, whether it was right,
and what it saved; then leaves the gateway running until Ctrl-C.

Options:
  --requests N   how many requests, 10 to 5000 (default 600)
  --port N       port of the gateway; the next free one where it is taken; 0 is any (default 8080)
  --speed N      divides the invented latency of the stand-in (default 1)
  --seed N       another seed, other traffic (default 1)
  --once         stop at the end instead of leaving the gateway running
  --json         print the report as JSON
  --help

Variables that begin with REPRISE_CACHE__ reach the gateway: REPRISE_CACHE__ERROR_BUDGET=0.05 npm run demo accepts more errors, REPRISE_CACHE__BOUND=0.9 decides by a cosine.
`;

/** The options of the command line, or what is wrong with them. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' | Error {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        requests: { type: 'string', default: '600' },
        port: { type: 'string', default: '8080' },
        speed: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    return {
      requests: wholeNumber('--requests', values.requests, 10, 5000),
      port: wholeNumber('--port', values.port, 0, 65_535),
      speed: wholeNumber('--speed', values.speed, 1, 1000),
      seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
      once: values.once,
      json: values.json,
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new RangeError(`${name} takes a whole number from ${least} to ${most}, not ${text}`);
}
