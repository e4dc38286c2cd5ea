/**
 * The address of a worker thread's file beside the module that starts it: `.ts` in the sources, `.js` once built.
 * @param from the caller's `import.meta.url`
 * @param name file name without ending, such as `./model.thread`
 */
export function threadUrl(from: string, name: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}
