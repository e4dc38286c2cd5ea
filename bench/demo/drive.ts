import type { Ask } from './clients.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import type { TrafficRequest } from './traffic/traffic.ts';

/** One request with what came of it. */
export interface Result {
  readonly request: TrafficRequest;
  readonly outcome: Outcome;
  readonly served: string;
  /** Whether the served answer is the true one. */
  readonly right: boolean;
  readonly ms: number;
}

export interface Failure {
  readonly request: TrafficRequest;
  readonly error: string;
}

export interface Driven {
  /** In the order of the traffic. */
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

export interface DriveOptions {
  readonly ask: Ask;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Told after each request. */
  readonly done: (results: readonly Result[]) => void;
}

/** An answer is stored just after it has left; nobody rewords a question quicker than this. */
const THINKING_MS = 50;

/**
 * Sends the traffic in its order, `concurrency` at a time. A request about an intent waits for the earlier ones about
 * it, so that what can hit does not depend on how fast the machine is. When `signal` aborts, what is under way is finished.
 */
export async function drive(traffic: readonly TrafficRequest[], options: DriveOptions): Promise<Driven> {
  const results: Result[] = [];
  const failures: Failure[] = [];
  const finished: Promise<void>[] = [];
  let next = 0;

  const answer = async (request: TrafficRequest): Promise<void> => {
    await Promise.all(request.after.flatMap((index) => finished[index] ?? []));
    try {
      const { text, headers, ms } = await options.ask(request);
      const outcome = readOutcome(headers);
      results.push({ request, outcome, served: text, right: text === request.truth, ms });
    } catch (error) {
      failures.push({ request, error: error instanceof Error ? error.message : String(error) });
    }
    options.done(results);
  };
  const work = async (): Promise<void> => {
    for (let request = traffic[next]; request && !options.signal.aborted; request = traffic[next]) {
      next++;
      const answered = answer(request);
      finished[request.index] = answered.then(() => pause(THINKING_MS));
      await answered;
    }
  };

  await Promise.all(Array.from({ length: options.concurrency }, work));
  results.sort((one, other) => one.request.index - other.request.index);
  return { results, failures };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
