/** A fault that a model's name asks for, and what the mock provider then does. */
export type MockFault = { readonly name: string; readonly what: string };

/**
 * Every fault by the name of the model that asks for it, for `reprise mock --help` and for tests.
 *
 * Two forms go with each name. `-<k>` after a stream fault says how many events come before it (default 3,
 * for `fault-stall-stream` 0); after `fault-slow` it is milliseconds. `x<n>` at the end fails the first n
 * requests and answers well from then on, counted per server and per name: `fault-500x2`, `fault-cut-5x1`.
 */
export const MOCK_FAULTS: readonly MockFault[] = [
  { name: 'fault-400', what: '400: the request is malformed' },
  { name: 'fault-401', what: '401: the key is wrong' },
  { name: 'fault-403', what: '403: the key may not do this' },
  { name: 'fault-404', what: '404: no such model' },
  { name: 'fault-408', what: '408: the request timed out' },
  { name: 'fault-409', what: '409: conflict' },
  { name: 'fault-413', what: '413: the request is too large' },
  { name: 'fault-422', what: '422: the request cannot be processed' },
  { name: 'fault-429', what: '429 with Retry-After: 1' },
  { name: 'fault-429-bare', what: '429 without Retry-After' },
  { name: 'fault-quota', what: '429 with the code insufficient_quota, which waiting does not mend' },
  { name: 'fault-500', what: '500: server error' },
  { name: 'fault-502', what: '502: bad gateway' },
  { name: 'fault-503', what: '503: overloaded' },
  { name: 'fault-504', what: '504: gateway timeout' },
  { name: 'fault-529', what: "529: overloaded, Anthropic's own status" },
  { name: 'fault-stall', what: 'never sends headers' },
  { name: 'fault-slow', what: 'waits 1,000 ms longer before the first byte' },
  { name: 'fault-stall-stream', what: 'sends headers, then nothing more' },
  { name: 'fault-cut', what: 'destroys the connection in the middle of the answer' },
  { name: 'fault-cut-clean', what: 'ends the response cleanly in the middle, without the terminal event' },
  {
    name: 'fault-error-event',
    what: 'sends an error event in the middle of the stream (500 without a stream)',
  },
  { name: 'fault-reset', what: 'resets the connection before any header' },
  { name: 'fault-html', what: '200 with an HTML page' },
  { name: 'fault-garbage', what: '200 with broken JSON or broken server-sent events' },
  { name: 'fault-empty', what: '200 with an empty body' },
  { name: 'fault-blank', what: 'a well-formed answer without any text' },
  { name: 'fault-length', what: 'a whole answer that stopped at the token limit' },
  { name: 'fault-filter', what: 'a whole answer that the content filter stopped' },
];

/** A model's name read as a fault: which, its number, and how many requests it spoils (null: all). */
export type RequestedFault = {
  readonly kind: string;
  readonly amount: number | null;
  readonly times: number | null;
};

const NAMES: ReadonlySet<string> = new Set(MOCK_FAULTS.map(({ name }) => name));
const FORM = /^(fault-[a-z0-9-]+?)(?:-(\d+))?(?:x(\d+))?$/;

/** Reads a model's name; null when it asks for no fault, kind `unknown` when it asks for one that is not here. */
export function requestedFault(model: string): RequestedFault | null {
  if (!model.startsWith('fault-')) return null;
  const bare = model.replace(/x\d+$/, '');
  const times = bare === model ? null : Number(model.slice(bare.length + 1));
  if (NAMES.has(bare)) return { kind: bare.slice('fault-'.length), amount: null, times };
  const match = FORM.exec(model);
  const name = match?.[1];
  // A mistyped fault must not be answered well, or a test that asks for it would pass for nothing.
  if (name === undefined || match?.[2] === undefined || !NAMES.has(name)) {
    return { kind: 'unknown', amount: null, times: null };
  }
  return { kind: name.slice('fault-'.length), amount: Number(match[2]), times };
}
