import type { Token } from './tokens.ts';
import { RESTRICTIONS } from './words/restrictions.ts';
import { ALIASES } from './words/synonyms.ts';

interface Alias {
  readonly words: readonly string[];
  readonly key: string;
}

/** Abbreviations that are words too: read only in capitals. */
const ONLY_IN_CAPITALS: ReadonlySet<string> = new Set(['us', 'la', 'un', 'id']);
const BY_FIRST_WORD = aliasesByFirstWord();

/** The thing that a name or abbreviation at this place stands for, and how many tokens it takes; longest name first. */
export function aliasAt(
  tokens: readonly Token[],
  at: number,
): { readonly key: string; readonly length: number } | undefined {
  const first = tokens[at];
  const known = first === undefined ? undefined : BY_FIRST_WORD.get(first.word);
  if (first === undefined || known === undefined) return undefined;
  if (ONLY_IN_CAPITALS.has(first.word) && first.raw !== first.raw.toUpperCase()) return undefined;
  for (const { words, key } of known) {
    if (words.every((word, ahead) => tokens[at + ahead]?.word === word)) return { key, length: words.length };
  }
  return undefined;
}

function aliasesByFirstWord(): ReadonlyMap<string, readonly Alias[]> {
  const found = new Map<string, Alias[]>();
  // "the French constitution" is that of France.
  const nations = RESTRICTIONS.filter((row) => row.startsWith('country ')).map((row) =>
    row.split(' ').slice(1),
  );
  for (const names of [...ALIASES, ...nations]) {
    for (const name of names) {
      // Tokens have neither hyphens nor dots inside.
      const words = name.replaceAll('.', '').split(/[ -]/);
      const first = words[0] ?? '';
      found.set(first, [...(found.get(first) ?? []), { words, key: names[0] ?? name }]);
    }
  }
  for (const list of found.values()) list.sort((one, other) => other.words.length - one.words.length);
  return found;
}
