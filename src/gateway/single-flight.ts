import { asGatewayError } from '#core';

/** What a participant does when its turn to lead comes; the signal aborts when nobody waits any more. */
export type Work<T> = (signal: AbortSignal) => Promise<T>;

/** Equal requests at once share one call (C28). */
export interface SingleFlight<T> {
  /**
   * Waits for the flight's outcome, leading it if there is none. A leader that leaves does not end the flight. A
   * failed leader gets its failure and the next participant leads, at most `MOST_LEADERS` in turn; then all fail.
   * @param signal this participant's client left: rejects with the signal's reason
   */
  readonly enter: (
    key: string,
    signal: AbortSignal,
    work: Work<T>,
  ) => Promise<{ readonly outcome: T; readonly shared: boolean }>;
}

export interface SingleFlightOptions<T> {
  /** Until then late-comers get the same outcome: a stream that still runs. Undefined ends the flight with its outcome. */
  readonly joinableUntil: (outcome: T) => Promise<void> | undefined;
  readonly isJoinable: (outcome: T) => boolean;
  /** More participants of one flight go on their own. */
  readonly maxParticipants: number;
}

const MOST_LEADERS = 3;

interface Participant<T> {
  readonly work: Work<T>;
  readonly resolve: (result: { readonly outcome: T; readonly shared: boolean }) => void;
  readonly reject: (error: unknown) => void;
}

interface Flight<T> {
  readonly waiting: Set<Participant<T>>;
  readonly controller: AbortController;
  outcome: { readonly value: T } | undefined;
  leaders: number;
}

export function createSingleFlight<T>(options: SingleFlightOptions<T>): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  const forget = (key: string, flight: Flight<T>): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  const arrived = (key: string, flight: Flight<T>, leader: Participant<T>, value: T): void => {
    flight.outcome = { value };
    const until = options.joinableUntil(value);
    if (until) void until.finally(() => forget(key, flight));
    else forget(key, flight);
    for (const participant of flight.waiting) {
      participant.resolve({ outcome: value, shared: participant !== leader });
    }
    flight.waiting.clear();
  };

  const failed = (key: string, flight: Flight<T>, leader: Participant<T>, error: unknown): void => {
    flight.waiting.delete(leader);
    leader.reject(error);
    const [next] = flight.waiting;
    if (next && flight.leaders < MOST_LEADERS && asGatewayError(error).retryable) {
      lead(key, flight, next);
      return;
    }
    forget(key, flight);
    for (const participant of flight.waiting) participant.reject(error);
    flight.waiting.clear();
  };

  const lead = (key: string, flight: Flight<T>, leader: Participant<T>): void => {
    flight.leaders++;
    leader.work(flight.controller.signal).then(
      (value) => arrived(key, flight, leader, value),
      (error: unknown) => failed(key, flight, leader, error),
    );
  };

  const openFlight = (key: string): Flight<T> => {
    const flight: Flight<T> = {
      waiting: new Set(),
      controller: new AbortController(),
      outcome: undefined,
      leaders: 0,
    };
    flights.set(key, flight);
    return flight;
  };

  const leave = (key: string, flight: Flight<T>, participant: Participant<T>): void => {
    flight.waiting.delete(participant);
    if (flight.waiting.size > 0 || flight.outcome) return;
    forget(key, flight);
    flight.controller.abort(new DOMException('every client left', 'AbortError'));
  };

  return {
    enter: (key, signal, work) => {
      if (signal.aborted) return Promise.reject(signal.reason);
      const known = flights.get(key);
      if (known?.outcome && options.isJoinable(known.outcome.value)) {
        return Promise.resolve({ outcome: known.outcome.value, shared: true });
      }
      const joins = known && !known.outcome && known.waiting.size < options.maxParticipants;
      const flight = joins ? known : openFlight(key);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          leave(key, flight, participant);
          reject(signal.reason);
        };
        const settle = (): void => signal.removeEventListener('abort', onAbort);
        const participant: Participant<T> = {
          work,
          resolve: (result) => {
            settle();
            resolve(result);
          },
          reject: (error) => {
            settle();
            reject(error);
          },
        };
        flight.waiting.add(participant);
        signal.addEventListener('abort', onAbort, { once: true });
        if (!joins) lead(key, flight, participant);
      });
    },
  };
}
