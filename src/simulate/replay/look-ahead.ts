/** The same values in the same order, each told of `ahead` steps before it is handed on, so that slow work may begin. */
export async function* lookAhead<T>(
  values: AsyncIterable<T>,
  ahead: number,
  coming: (value: T, index: number) => void,
): AsyncGenerator<T> {
  const waiting: T[] = [];
  let index = 0;
  for await (const value of values) {
    coming(value, index++);
    waiting.push(value);
    if (waiting.length <= ahead) continue;
    const first = waiting.shift();
    if (first !== undefined) yield first;
  }
  yield* waiting;
}
