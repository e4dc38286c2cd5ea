import type { Sink } from './tokens.ts';
import { PROGRAMMING_LANGUAGES } from './words/formats.ts';
import { BARE_CONTRACTIONS } from './words/negations.ts';

/** Past this a chunk is one opaque literal: no rule below has to fear a long run without white space. */
const LONGEST_CHUNK = 200;

const URL_LIKE = /^(?:[a-z][a-z0-9+]{1,9}:\/\/|www\.)\S/i;
const EMAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const WINDOWS_PATH = /^[A-Za-z]:\\/;
const ROOTED_PATH = /^(?:~|\.{1,2})?\/[\w.@~-]/;
const FILE_NAME =
  /^[\w-]+(?:\.[\w-]+)*\.(?:js|ts|jsx|tsx|py|json|ya?ml|toml|xml|csv|txt|md|html?|css|java|rs|go|rb|php|sh|exe|dll|pdf|docx?|xlsx?|zip|gz|sql|log|ini|cfg|env|lock|conf|net)$/i;
/** Endings that are no English word, for a missing space after a full stop is common: "food.is". */
const HOST_NAME =
  /^(?:[a-z0-9-]{2,}\.)+(?:com|org|net|io|dev|edu|gov|info|biz|uk|de|fr|es|eu|example|test|local)$/i;
const RELATIVE_FILE = /^[\w.@~-]+(?:\/[\w.@~-]+)*\/[\w@~-]*\.[A-Za-z]\w{0,4}$/;
const FLAG = /^(?:--[A-Za-z][\w-]*|-[A-Za-z]{1,3})(?:=\S*)?$/;
const CALL = /^[\w$.:>]*[\w$]\(\)[;,.?!]*$/;
const SNAKE = /^[$@]?\w*[A-Za-z0-9]_\w+$|^_{1,2}[A-Za-z]\w*$/;
const QUALIFIED = /^[\w$]+(?:(?:::|->)[\w$]+)+$/;
const OPERATOR = /^(?:[=!]==?|&&|\|\||\+\+|<<|>>|[=-]>|<=|>=|:=)$/;
// "$US" is a currency typed the wrong way round.
const VARIABLE = /^\$(?![uU][sS][dD]?$)[A-Za-z_]\w*$|^%[A-Za-z_]\w*%$|^\$\{\w+\}$/;
const TAG = /^<\/?[A-Za-z][\w-]*\/?>$/;
// "iPhone" and "YouTube" are names that people type in any case; "getUser" and "NullPointerException" are code.
const CAMEL = /^[a-z]{2,}[0-9]*[A-Z]\w*$|^(?:[A-Z][a-z0-9]+){3,}$/;
const AREA = /^(?:mm|cm|m|km|ft|in)[23²³]$/i;
const GLUED_CURRENCY = /^(?:rs|inr|usd|eur|gbp)[.-]?\d/i;
const NUMERIC = /^[+-]?(?:us|rs[.-]*|usd|eur|gbp|inr|nt|a|c|hk)?[$€£¥₹~#]?\d/i;
const DOTTED_NUMBER = /^v?\d+(?:\.\d+){2,}(?:[-+.][\w.-]+)?$/i;
const VERSION = /^v\d+(?:\.\d+)?$/i;
const LETTERS_THEN_DIGITS = /^(\p{L}{3,})(\d+)$/u;
const TICKET = /^#?[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/;
/** "4-AB-77181"; "100-meter" and "10-2000" are numbers. */
const DIGITS_FIRST = /^\d+-(?:[A-Za-z]{1,4}-)?[A-Za-z]{0,4}\d{3,}$/;
const INITIALS = /^(?:\p{L}\.)+\p{L}?\.?$/u;
const PIECE = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?|\d[\d.,]*\d|\d|[$€£¥₹%°]/gu;
const CONTRACTED_NOT = /^(\p{L}*?)n['’]t$/iu;

/** Reads one chunk of text without white space and leaves what it is made of in the sink. */
export function classify(chunk: string, sink: Sink): void {
  if (chunk.length > LONGEST_CHUNK) {
    sink.id(chunk, chunk);
    return;
  }
  if (URL_LIKE.test(chunk)) {
    sink.id(chunk, canonicalUrl(chunk));
    return;
  }
  if (/^(?:n['’]t|['’]t)[.,?!]?$/i.test(chunk)) {
    sink.word('not');
    return;
  }
  const core = trim(chunk);
  if (core === '') return;
  if (readCode(core, chunk, sink) || readId(core, sink)) return;
  if (NUMERIC.test(core)) {
    readNumeric(core, sink);
    return;
  }
  readWords(core, sink);
}

function readCode(core: string, chunk: string, sink: Sink): boolean {
  if (TAG.test(chunk) || CALL.test(chunk) || OPERATOR.test(chunk)) {
    sink.code(chunk.replace(/[;,.?!]+$/, ''));
    return true;
  }
  // "C++" and "c#" are languages, whatever their letters; `format` reads them.
  if (PROGRAMMING_LANGUAGES.has(core.toLowerCase())) {
    sink.word(core);
    return true;
  }
  const isCode =
    FLAG.test(core) || SNAKE.test(core) || QUALIFIED.test(core) || VARIABLE.test(core) || CAMEL.test(core);
  if (isCode) sink.code(core);
  return isCode;
}

function readId(core: string, sink: Sink): boolean {
  const value = idValue(core);
  if (value !== undefined) sink.id(core, value);
  return value !== undefined;
}

/** The canonical form of a literal that names one thing, or undefined. */
function idValue(core: string): string | undefined {
  if (core.includes('@') && EMAIL.test(core)) return core.toLowerCase();
  if (WINDOWS_PATH.test(core) || ROOTED_PATH.test(core)) return core.replace(/\/$/, '');
  if (RELATIVE_FILE.test(core)) return core;
  if (FILE_NAME.test(core) || HOST_NAME.test(core)) return core.toLowerCase();
  if (/\d/.test(core)) {
    if (DOTTED_NUMBER.test(core)) return core.replace(/^v/i, '').toLowerCase();
    if (/^[0-9a-f-]{12,}$/i.test(core) && /[a-f]/i.test(core)) return core.toLowerCase();
    if (TICKET.test(core) && /[A-Za-z]/.test(core) && !isPlainMix(core)) return ticketValue(core);
    if (DIGITS_FIRST.test(core) && /[A-Za-z]/.test(core)) return core.toLowerCase();
    if (/^\d{3,}(?:-\d{2,}){2,}$/.test(core) && !/^\d{4}-\d{2}-\d{2}$/.test(core)) return core;
  }
  return undefined;
}

/** "iphone7", "v2" and "covid-19" are a word and a number; "covid-time" has no digit at all. */
function isPlainMix(core: string): boolean {
  if (GLUED_CURRENCY.test(core) || AREA.test(core)) return true;
  if (/^[A-Za-z]{2,5}-\d{3,}$/.test(core)) return false;
  return LETTERS_THEN_DIGITS.test(core) || VERSION.test(core) || /^\p{L}{3,}(?:-\p{L}+)*-\d+$/u.test(core);
}

/** "H-1B" is "H1B", yet "AB-1-23" is not "AB-12-3"; long mixed-case ids keep their case, for it is a digit more. */
function ticketValue(core: string): string {
  const bare = core.replace(/^#/, '').replace(/([A-Za-z])-(?=\d)/g, '$1');
  const isRandom = bare.length >= 8 && /[a-z]/.test(bare) && /[A-Z]/.test(bare.slice(1)) && /\d/.test(bare);
  return isRandom ? bare : bare.toLowerCase();
}

function canonicalUrl(chunk: string): string {
  const bare = chunk.replace(/[.,;:!?"')\]>”’]+$/, '').replace(/\/$/, '');
  const withoutScheme = bare.replace(/^https?:\/\//i, '').replace(/^www\./i, '');
  const slash = withoutScheme.search(/[/?#]/);
  if (slash === -1) return withoutScheme.toLowerCase();
  return withoutScheme.slice(0, slash).toLowerCase() + withoutScheme.slice(slash);
}

function readNumeric(core: string, sink: Sink): void {
  for (const part of core.split(/(?<=[\p{L}\d%])[-–—/](?=\p{L})|(?<=\d)[–—](?=\d)|(?<=\p{L})[-–—](?=\d)/u)) {
    if (NUMERIC.test(part)) sink.number(part);
    else readWords(part, sink);
  }
}

/** Words, and the numbers glued to them, of a chunk with punctuation inside. */
function readWords(core: string, sink: Sink): void {
  if (AREA.test(core)) {
    sink.word(core);
    return;
  }
  if (INITIALS.test(core)) {
    // "U.S." must not become the pronoun "us".
    const letters = core.replaceAll('.', '');
    sink.word(/^us$/i.test(letters) ? 'USA' : letters);
    return;
  }
  for (const piece of core.match(PIECE) ?? []) {
    if (/^\d/.test(piece)) sink.number(piece);
    else readPiece(piece, sink);
  }
}

function readPiece(piece: string, sink: Sink): void {
  const contracted = CONTRACTED_NOT.exec(piece)?.[1];
  if (contracted !== undefined) {
    const base = BARE_CONTRACTIONS.get(`${contracted.toLowerCase()}nt`) ?? contracted;
    if (base !== '') sink.word(base);
    sink.word('not');
    return;
  }
  const apostrophe = piece.search(/['’]/);
  sink.word(apostrophe > 0 ? piece.slice(0, apostrophe) : piece);
}

/** Without the punctuation around it; "C++", "C#", "-c", "$5", "5%" and ".env" keep theirs. */
function trim(chunk: string): string {
  let start = 0;
  let end = chunk.length;
  while (start < end && LEADING.includes(chunk.charAt(start))) start++;
  while (end > start && TRAILING.includes(chunk.charAt(end - 1))) end--;
  return chunk.slice(start, end);
}

const LEADING = '("\'“‘«„[{<*`,;:!?…';
const TRAILING = ')"\'”’»“]}>,;:!?.*`…';
