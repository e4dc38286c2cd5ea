import { classify } from './chunks.ts';
import { BARE_CONTRACTIONS } from './words/negations.ts';
import { stem } from './words/stem.ts';

/** A word, number or opaque piece of a text, in reading order. */
export interface Token {
  /** As typed, without the punctuation around it. */
  readonly raw: string;
  /** Case folded; contractions are split ("don't" gives "do" and "not"). */
  readonly word: string;
  readonly stem: string;
  readonly kind: 'word' | 'number' | 'opaque';
  /** Whether it opens a sentence. */
  readonly opens: boolean;
  /** Counts up at every comma and full stop: words of two clauses are no parties of one verb. */
  readonly clause: number;
}

/** A text taken apart: its tokens, and the literals that count byte for byte. */
export interface Tokens {
  readonly list: readonly Token[];
  /** URLs, e-mail addresses, paths, versions, ticket numbers; folded where case says nothing. */
  readonly ids: readonly string[];
  /** Flags, calls and identifiers as typed. */
  readonly code: readonly string[];
}

/** Where one chunk (what stands between white space) leaves what it found. */
export interface Sink {
  word(raw: string): void;
  number(raw: string): void;
  id(raw: string, value: string): void;
  code(raw: string): void;
}

/** Plain words are nearly all; a capital after a small letter may be an identifier and is looked at. */
const PLAIN = /^[A-Z]*[a-z]*$/;
const ENDS_CLAUSE = /[,.?!:;)\]]["')\]”’]*$|^[-–—]+$/;
/** Digits alone: no rule but the one for numbers has to look at them. */
const PLAIN_NUMBER = /^\d{1,15}$/;
const PLAIN_WITH_END = /^[A-Z]*[a-z]*[,;:.?!]$/;
const NON_ASCII = /[^ -~\s]/;
/** Letters that are no Latin ones, or rare Latin ones (phonetic, African) without which a vocabulary does well. */
const FOREIGN =
  /(?![A-Za-z\u00aa\u00ba\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u1e00-\u1eff])\p{L}/u;
const ENDS_SENTENCE = /[.?!:;]["')\]”’]*$/;

/**
 * Words in another script than the Latin text around them. To an embedder without that script they are one unknown
 * token, so any two of them look alike; a text wholly in that script is left to an embedder that reads it.
 */
function foreignWords(list: readonly Token[]): readonly string[] {
  const foreign = list.filter(({ kind, word }) => kind === 'word' && FOREIGN.test(word));
  return foreign.length * 2 > list.length ? [] : foreign.map(({ word }) => word);
}

/** Takes a text apart in one pass; every step looks at one chunk, so the work grows with the text, not faster. */
export function tokenise(text: string): Tokens {
  const list: Token[] = [];
  const ids: string[] = [];
  const code: string[] = [];
  let opens = true;
  let clause = 0;
  const push = (raw: string, word: string, kind: Token['kind']): void => {
    list.push({ raw, word, stem: kind === 'word' ? stem(word) : word, kind, opens, clause });
    opens = false;
  };
  const sink: Sink = {
    word: (raw) => {
      const word = raw.toLowerCase();
      const contracted = BARE_CONTRACTIONS.get(word);
      push(raw, contracted ?? word, 'word');
      if (contracted !== undefined) push(raw, 'not', 'word');
    },
    number: (raw) => push(raw, raw.toLowerCase(), 'number'),
    id: (raw, value) => {
      ids.push(value);
      push(raw, value, 'opaque');
    },
    code: (raw) => {
      code.push(raw);
      push(raw, raw.toLowerCase(), 'opaque');
    },
  };
  for (const chunk of text.split(/\s+/)) {
    if (chunk === '') continue;
    if (PLAIN.test(chunk)) {
      sink.word(chunk);
      continue;
    }
    if (PLAIN_NUMBER.test(chunk)) {
      sink.number(chunk);
      continue;
    }
    if (PLAIN_WITH_END.test(chunk)) sink.word(chunk.slice(0, -1));
    else classify(chunk, sink);
    if (ENDS_CLAUSE.test(chunk)) clause++;
    if (ENDS_SENTENCE.test(chunk)) opens = true;
  }
  return { list, ids: NON_ASCII.test(text) ? [...ids, ...foreignWords(list)] : ids, code };
}
