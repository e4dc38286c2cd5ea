/** An adapter to measure. */
export interface Candidate<Port> {
  readonly name: string;
  /** Why it cannot be had here. */
  readonly absent: string | undefined;
  /** Starts its server, where it has one, and opens it. */
  readonly open: () => Promise<OpenAdapter<Port>>;
}

export interface OpenAdapter<Port> {
  readonly port: Port;
  /** Name and version, asked from the server; undefined where it is in this process. */
  readonly server?: string;
  /** Closes it, and its server with its data. */
  readonly dispose: () => Promise<void>;
}

export interface NamedAdapter<Port> extends OpenAdapter<Port> {
  readonly name: string;
}

/**
 * Opens those that can be had, and disposes of all of them after the work, whatever became of it.
 * @param signal ends the work with its reason; what was opened is disposed of then, too
 */
export async function withAdapters<Port, Result>(
  candidates: readonly Candidate<Port>[],
  signal: AbortSignal,
  work: (adapters: readonly NamedAdapter<Port>[]) => Promise<Result>,
): Promise<Result> {
  const interrupted = Promise.withResolvers<never>();
  const interrupt = (): void => interrupted.reject(signal.reason);
  interrupted.promise.catch(() => {}); // it may end before anybody waits for it
  signal.addEventListener('abort', interrupt, { once: true });
  const adapters: NamedAdapter<Port>[] = [];
  try {
    for (const { name, absent, open } of candidates) {
      signal.throwIfAborted();
      if (absent === undefined) adapters.push({ name, ...(await open()) });
    }
    signal.throwIfAborted();
    return await Promise.race([work(adapters), interrupted.promise]);
  } finally {
    signal.removeEventListener('abort', interrupt);
    for (const { dispose } of adapters.toReversed()) await dispose();
  }
}
