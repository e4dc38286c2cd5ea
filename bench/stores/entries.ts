import { createHash } from 'node:crypto';
import { type Entry, encodeEntry } from '#cache';
import { seededRandom } from '../mock/random.ts';

const DIMENSIONS = 384;
const VOCABULARY = 2_000;
const LETTERS = 'eeeettaaooiinnsshhrrddlluucmfwygpbvk';
const ANSWER_CHARACTERS = 1_250;
const QUESTION_WORDS = 9;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Entries of about 4 KB as they are stored: an answer of some 200 words, its question, a vector. */
export interface EntrySource {
  /** The same entry for the same number in every run, but for the time. */
  readonly entry: (number: number) => Entry;
  readonly idOf: (number: number) => string;
  /** The key of exact matches, and that of matches but for case and blanks. */
  readonly keysOf: (number: number) => readonly [string, string];
}

export function createEntrySource(now: number): EntrySource {
  const vocabulary = createVocabulary();
  const keysOf = (number: number): readonly [string, string] => [
    hashOf(`exact ${number}`),
    hashOf(`normalised ${number}`),
  ];
  const idOf = (number: number): string => hashOf(`id ${number}`).slice(0, 22);
  return {
    idOf,
    keysOf,
    entry: (number) => {
      const random = seededRandom(number + 1);
      const words = (enough: (text: string, count: number) => boolean): string => {
        let text = '';
        for (let count = 0; !enough(text, count); count++) {
          text += `${count === 0 ? '' : ' '}${vocabulary[Math.floor(random() ** 2 * VOCABULARY)]}`;
        }
        return text;
      };
      const body = answerOf(
        hashOf(`answer ${number}`),
        words((text) => text.length >= ANSWER_CHARACTERS),
      );
      return {
        id: idOf(number),
        keys: keysOf(number),
        tenant: 'key:bench',
        partition: hashOf(`partition ${number % 20}`),
        question: words((_, count) => count === QUESTION_WORDS),
        vector: unitVector(random),
        dialect: 'openai-chat',
        body,
        bodyBytes: JSON.stringify(body).length,
        usage: { inputTokens: 20, outputTokens: 260, cachedInputTokens: undefined },
        costNanos: 150_000 + (number % 7) * 10_000,
        latencyMs: 2_100,
        tags: [],
        createdAt: now,
        expiresAt: now + WEEK_MS,
        provenance: {
          requestId: hashOf(`request ${number}`).slice(0, 22),
          credential: hashOf('credential'),
          provider: 'openai',
          model: 'gpt-4o-mini',
        },
      };
    },
  };
}

/** Of the text that is stored, the mean over some. */
export function bytesOf(entries: readonly Entry[], encode: (entry: Entry) => string = encodeEntry): number {
  const bytes = entries.map((entry) => Buffer.byteLength(encode(entry)));
  return Math.round(bytes.reduce((sum, one) => sum + one, 0) / entries.length);
}

function answerOf(id: string, content: string) {
  return {
    id: `chatcmpl-${id.slice(0, 29)}`,
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 260, total_tokens: 280 },
  };
}

/** Words of two to nine letters: what compresses a stored text finds in it about what it would find in English. */
function createVocabulary(): readonly string[] {
  const random = seededRandom(0);
  return Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + Math.floor(random() * 8) }, () => {
      return LETTERS[Math.floor(random() * LETTERS.length)];
    }).join(''),
  );
}

function unitVector(random: () => number): Float32Array {
  const values = Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
