const STEP_MS = 5;

/**
 * Resolves once `holds` gives something true. For what another process or the event loop does in its own time:
 * nothing is waited for longer than it takes.
 * @param what names it for the failure; as a function it is asked only then
 * @throws when it does not come true before the deadline
 */
export async function until<T>(
  what: string | (() => string),
  holds: () => T | Promise<T>,
  deadlineMs = 20_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end) {
      throw new Error(`not within ${deadlineMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
