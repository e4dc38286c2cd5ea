import type { Kind } from '../traffic/traffic.ts';

/** What each tier of the cache compares. */
export const TIER_WORDS: Readonly<Record<string, string>> = {
  exact: 'the same request',
  normalised: 'the same but for case, politeness, final punctuation',
  semantic: 'other words, near enough, and nothing forbids it',
};

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  new: 'first time',
  'at once': 'same moment',
  repeat: 'must hit',
  reworded: 'should hit',
  paraphrase: 'should hit',
  'look-alike': 'must not hit',
};

const REASON_WORDS: Readonly<Record<string, string>> = {
  'no-neighbour': 'nothing like it was cached',
  'below-bar': 'the cached answer was not surely right',
  expired: 'the cached answer was too old',
  'embedder-language': 'the embedding model does not know the language',
  unavailable: 'the cache did not answer within its deadline',
};

const SLOT_WORDS: Readonly<Record<string, string>> = {
  number: 'a number or unit differs',
  id: 'an identifier differs',
  quoted: 'a quotation differs',
  code: 'code differs',
  date: 'a date or time differs',
  negation: 'one of the two negates',
  direction: 'a direction or pole differs (in/out, before/after …)',
  person: 'a person differs',
  'word-order': 'who does what to whom differs',
  language: 'another language is asked for',
  format: 'another form of answer is asked for',
  symbol: 'a symbol differs',
  spelling: 'the spelling that is asked about differs',
  entity: 'another name',
  wording: 'the words around the same frame differ',
  question: 'something else is asked about the same (what, why, how, may …)',
  'second-question': 'a second question is asked with it',
  conjunct: 'something more is asked for',
  restriction: 'it is narrowed to a case',
};

export const kindWords = (kind: Kind): string => KIND_WORDS[kind];

/** A miss reason of the gateway in words. */
export function reasonWords(reason: string): string {
  if (reason.startsWith('veto:')) {
    return `near enough, but ${SLOT_WORDS[reason.slice('veto:'.length)] ?? 'a literal differs'}`;
  }
  return REASON_WORDS[reason] ?? 'the policy of the request';
}
