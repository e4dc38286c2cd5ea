import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOMS = '{src,cache,embeddings,providers,workers}/**/*.ts';

/** Codes stand in the sources as `code: '…'`, or as the first argument of a function that makes one kind of error. */
function codesInSources(): Set<string> {
  const codes = new Set<string>();
  for (const path of globSync(ROOMS)) {
    const source = readFileSync(path, 'utf8');
    if (!source.includes('GatewayError')) continue;
    for (const [, code] of source.matchAll(/(?:\bcode: |\bunauthorised\()'([a-z]+(?:-[a-z]+)*)'/g))
      codes.add(code ?? '');
  }
  return codes;
}

it('every error code of the sources is on the page, and every code of the page is in the sources', () => {
  const page = readFileSync('docs/errors.md', 'utf8');
  const documented = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code ?? '');
  expect(documented.toSorted()).toEqual([...codesInSources()].toSorted());
});
