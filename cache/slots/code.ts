import { literalsDiffer } from './literals.ts';
import type { Token } from './tokens.ts';

/** Code of a text. */
export interface Code {
  /** Flags, calls, identifiers and backticked spans as typed, sorted. */
  readonly literals: readonly string[];
  /** Values of long options ("--versioning on"), by option. */
  readonly options: Readonly<Record<string, string>>;
}

/** What may follow an option and is its value; "--force explained" has none. */
const VALUE = /^(?:on|off|true|false|yes|no|none|all|\S*[^\p{L}\s?!.,]\S*)$/u;

export function readCode(tokens: readonly Token[], typed: readonly string[], spans: readonly string[]): Code {
  const all = [...typed, ...spans];
  const literals = all.length < 2 ? all : [...new Set(all)].sort();
  const options: Record<string, string> = {};
  if (typed.length === 0) return { literals, options };
  for (const [at, { raw, kind }] of tokens.entries()) {
    if (kind !== 'opaque' || !raw.startsWith('--')) continue;
    const value = tokens[at + 1]?.raw;
    if (value !== undefined && !value.startsWith('-') && VALUE.test(value)) options[raw] = value;
  }
  return { literals, options };
}

/** A literal that one side lacks, or an option that has another value. */
export function codesDiffer(one: Code, oneText: string, other: Code, otherText: string): boolean {
  if (literalsDiffer(one.literals, oneText, other.literals, otherText, 'exact')) return true;
  for (const option in one.options) {
    if (Object.hasOwn(other.options, option) && other.options[option] !== one.options[option]) return true;
  }
  return false;
}
