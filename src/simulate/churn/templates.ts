import { LRUCache } from 'lru-cache';
import { digest } from '#cache';
import { createStableWords } from './stable-words.ts';

/** System prompts that are one text but for places that change. */
export interface Template {
  /** From 1. */
  readonly id: number;
  /** Some of its texts, for a comparison word by word. */
  readonly samples: readonly string[];
}

/** What a system prompt is one of. */
export interface TemplateMatch {
  /** 0 for an empty text, and for one of a pattern that came after all places were taken. */
  readonly id: number;
  /** Equal for prompts that differ only in words that hardly any other request has. */
  readonly stable: string;
}

/** Tells which pattern a system prompt follows, learning the patterns as prompts come. */
export interface Templates {
  readonly match: (text: string) => TemplateMatch;
  readonly all: () => readonly Template[];
}

const MOST_TEMPLATES = 64;
const MOST_SAMPLES = 24;
/** Texts longer than this are compared by their beginning. */
const COMPARED_CHARS = 24_000;
const REMEMBERED = 20_000;
/** A prompt that came so often changes nowhere. */
const OFTEN = 4;
/** Share of words that two texts of one pattern have in common at least. */
const ALIKE = 0.7;
/** Texts that begin with these many equal words follow one pattern, whatever comes after: instructions before passages. */
const HEAD_WORDS = 30;

interface Learnt extends Template {
  readonly samples: string[];
  readonly head: string;
  /** Words that all its texts have. */
  constant: Set<string>;
  /** Texts seen, for a fair choice of samples. */
  seen: number;
  /** Requests seen. */
  asked: number;
}

export function createTemplates(): Templates {
  const templates: Learnt[] = [];
  const remembered = new LRUCache<string, { readonly id: number; asked: number }>({ max: REMEMBERED });
  const stable = createStableWords();

  const find = (words: ReadonlySet<string>, head: string): Learnt | undefined => {
    let best: Learnt | undefined;
    let bestShare = ALIKE;
    for (const template of templates) {
      if (template.head === head && head !== '') return template;
      const [less, more] = [words.size, template.constant.size].sort((a, b) => a - b);
      if ((less ?? 0) < ALIKE * (more ?? 1)) continue;
      const share = commonOf(template.constant, words) / Math.max(template.constant.size, words.size);
      if (share >= bestShare) {
        best = template;
        bestShare = share;
      }
    }
    return best;
  };

  const learn = (text: string): number => {
    const list = wordsOf(text);
    const words = new Set(list);
    const head = list.length > HEAD_WORDS ? list.slice(0, HEAD_WORDS).join(' ') : '';
    const known = find(words, head);
    if (known) {
      take(known, text, words);
      return known.id;
    }
    if (templates.length >= MOST_TEMPLATES) return 0;
    const id = templates.length + 1;
    templates.push({ id, samples: [text], head, constant: words, seen: 1, asked: 0 });
    return id;
  };

  return {
    match: (text) => {
      if (text.trim() === '') return { id: 0, stable: '' };
      const key = digest([text]);
      const known = remembered.get(key) ?? { id: learn(text), asked: 0 };
      remembered.set(key, known);
      known.asked++;
      const template = templates[known.id - 1];
      if (!template || known.asked > OFTEN) return { id: known.id, stable: key };
      return { id: known.id, stable: stable.digestOf(known.id, template.asked++, wordsOf(text)) };
    },
    all: () => templates,
  };
}

const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, COMPARED_CHARS)
    .split(/\s+/)
    .filter((word) => word !== '');

/** One more text of the pattern: some stay as samples, each with the same chance; the words that all have become fewer. */
function take(template: Learnt, text: string, words: ReadonlySet<string>): void {
  template.seen++;
  const common = new Set([...template.constant].filter((word) => words.has(word)));
  // Below this the pattern would take in anything.
  if (common.size >= ALIKE * ALIKE * template.constant.size) template.constant = common;
  if (template.samples.length < MOST_SAMPLES) template.samples.push(text);
  else {
    const place = Number.parseInt(digest([text]).replace(/\W/g, '').slice(0, 8), 36) % template.seen;
    if (place < MOST_SAMPLES) template.samples[place] = text;
  }
}

function commonOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const word of one) if (other.has(word)) common++;
  return common;
}
