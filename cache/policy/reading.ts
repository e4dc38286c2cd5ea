import { BEFORE_IS, ENDINGS, OPENED } from './words/folding.ts';
import { OPENINGS, REQUESTS, TELL_ME } from './words/politeness.ts';

/** A piece of a request between two punctuation marks, politeness taken off its begin. */
export interface Clause {
  /** Folded words with a space before, between and after them; contractions are opened ("what's" is "what is"). */
  readonly text: string;
  readonly words: readonly string[];
  /** Whether the word at the same place began with a capital letter. */
  readonly capital: readonly boolean[];
  /** How it came: `request` after "could you", `told` after "tell me" and the like. */
  readonly wrapped: 'request' | 'told' | undefined;
  /** The punctuation that ends it; empty at the end of the text. */
  readonly end: string;
  /** Whether its sentence ends with a question mark. */
  readonly asks: boolean;
}

/** A request as the classes read it. */
export interface Reading {
  readonly clauses: readonly Clause[];
  /** Words in all of it. */
  readonly size: number;
  /** Whether it brings what it is about: a quotation, code, something after a colon or on lines of its own. */
  readonly hasPayload: boolean;
}

/** A longer run without punctuation is read in pieces, so that no pattern has far to look. */
const MOST_CLAUSE_WORDS = 60;
/** "Remind me to call" is an order, "remind me what it is" a question. */
const REMINDED: ReadonlySet<string> = new Set('to about at in on when tomorrow tonight every'.split(' '));
/** A request stands at the begin or the end of a text; what is between them is a document. */
const HEAD_CHARS = 2_048;
const TAIL_CHARS = 2_048;
const MOST_OPENINGS = 6;
/** Stands for what was quoted. */
const QUOTED = '"';
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['`', '`'],
]);
const TOKEN =
  /[#@$€£]?[\p{L}\p{N}][\p{L}\p{M}\p{N}_]*(?:['’.,:/@+-]+[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)*|["“„«`]|[.?!,;:\n()？。！、—–]|[-=<>{}[\]|&*+]+/gu;
const ENDS_CLAUSE = /^[.?!,;:\n()？。！、—–]$|^--?$/;
const ENDS_SENTENCE = /^[.?!;\n？。！]$/;

/** Takes a text apart in one pass; only its head and its tail where it is long. */
export function readRequest(text: string): Reading {
  const short =
    text.length <= HEAD_CHARS + TAIL_CHARS
      ? text
      : `${text.slice(0, HEAD_CHARS)}\n${text.slice(text.length - TAIL_CHARS)}`;
  const raw = readClauses(short);
  return {
    clauses: raw.clauses,
    size: raw.clauses.reduce((sum, { words }) => sum + words.length, 0),
    hasPayload: raw.hasPayload || text.length > HEAD_CHARS,
  };
}

interface Open {
  words: string[];
  capital: boolean[];
}

function readClauses(text: string): { readonly clauses: readonly Clause[]; readonly hasPayload: boolean } {
  const clauses: Clause[] = [];
  const unclosed = new Set<string>();
  let hasPayload = false;
  let open: Open = { words: [], capital: [] };
  let sentence = 0;
  const close = (end: string): void => {
    if (open.words.length > 0) clauses.push(stripped(open, end));
    open = { words: [], capital: [] };
    if (!ENDS_SENTENCE.test(end) && end !== '') return;
    if (end === '?' || end === '？') markAsked(clauses, sentence);
    sentence = clauses.length;
  };
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const token = found[0];
    const closing = CLOSING.get(token);
    if (closing !== undefined) {
      const end = unclosed.has(closing) ? -1 : text.indexOf(closing, found.index + 1);
      if (end === -1) unclosed.add(closing);
      else {
        open.words.push(QUOTED);
        open.capital.push(false);
        hasPayload = true;
        TOKEN.lastIndex = end + 1;
        if (open.words.length >= MOST_CLAUSE_WORDS) close(',');
      }
    } else if (ENDS_CLAUSE.test(token)) {
      if ((token === ':' || token === '\n') && clauses.length + open.words.length > 0) {
        hasPayload ||= TOKEN.lastIndex < text.length - 1;
      }
      close(token);
    } else {
      push(open, token);
      if (open.words.length >= MOST_CLAUSE_WORDS) close(',');
    }
  }
  close('');
  return { clauses, hasPayload };
}

function markAsked(clauses: Clause[], from: number): void {
  for (let at = from; at < clauses.length; at++) {
    const clause = clauses[at];
    if (clause !== undefined) clauses[at] = { ...clause, asks: true };
  }
}

/** One token as the words it stands for. */
function push({ words, capital }: Open, token: string): void {
  const word = token.toLowerCase().replaceAll('’', "'");
  const isCapital = word !== token;
  const opened = OPENED.get(word) ?? withoutApostrophe(word);
  if (opened.includes(' ')) {
    for (const part of opened.split(' ')) {
      words.push(part);
      capital.push(isCapital);
    }
  } else {
    words.push(opened);
    capital.push(isCapital);
  }
}

function withoutApostrophe(word: string): string {
  const at = word.indexOf("'");
  if (at < 0) return word;
  const stem = word.slice(0, at);
  const ending = word.slice(at + 1);
  if (ending === 't' && stem.endsWith('n')) return `${stem.slice(0, -1)} not`;
  if (ending === 's') return BEFORE_IS.has(stem) ? `${stem} is` : `${stem} 's`;
  const long = ENDINGS.get(ending);
  return long === undefined ? word : `${stem} ${long}`;
}

type Wrapping = readonly { readonly words: readonly string[]; readonly as: 'opening' | 'request' | 'told' }[];

/** By first word, longest first. */
const WRAPPINGS: ReadonlyMap<string, Wrapping> = wrappings();

function wrappings(): ReadonlyMap<string, Wrapping> {
  const byFirst = new Map<string, { words: string[]; as: 'opening' | 'request' | 'told' }[]>();
  const add = (phrases: readonly string[], as: 'opening' | 'request' | 'told'): void => {
    for (const phrase of phrases) {
      const words = phrase.split(' ');
      const first = words[0] ?? '';
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, as }]);
    }
  };
  add(OPENINGS, 'opening');
  add(REQUESTS, 'request');
  add(TELL_ME, 'told');
  for (const list of byFirst.values()) list.sort((one, other) => other.words.length - one.words.length);
  return byFirst;
}

/** The clause without the politeness at its begin, unless that is all there is. */
function stripped({ words, capital }: Open, end: string): Clause {
  let from = 0;
  let wrapped: Clause['wrapped'];
  for (let round = 0; round < MOST_OPENINGS; round++) {
    const wrapping = WRAPPINGS.get(words[from] ?? '')?.find(({ words: phrase }) =>
      phrase.every((word, at) => words[from + at] === word),
    );
    if (wrapping === undefined || from + wrapping.words.length >= words.length) break;
    if (words[from] === 'remind' && REMINDED.has(words[from + 2] ?? '')) break;
    from += wrapping.words.length;
    if (wrapping.as !== 'opening') wrapped = wrapping.as;
  }
  const rest = words.slice(from);
  return {
    text: ` ${rest.join(' ')} `,
    words: rest,
    capital: capital.slice(from),
    wrapped,
    end,
    asks: false,
  };
}
