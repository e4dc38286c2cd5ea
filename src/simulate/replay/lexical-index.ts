/** A stored question, as it is found by its words. */
export interface IndexedQuestion {
  readonly id: string;
  readonly partition: string;
  readonly tenant: string;
  readonly compatKey: string;
  readonly text: string;
  readonly expiresAt: number;
}

/**
 * Finds stored questions of one partition by the words they share with another one, rare words first. It chooses what is
 * worth embedding where embedding everything would take hours; it decides nothing.
 */
export interface LexicalIndex {
  readonly add: (question: IndexedQuestion) => void;
  readonly remove: (ids: readonly string[]) => void;
  /** At most `limit` questions that are not expired, the likeliest first. */
  readonly nearest: (
    partition: string,
    text: string,
    limit: number,
    now: number,
  ) => readonly IndexedQuestion[];
  readonly size: () => number;
}

interface Held extends IndexedQuestion {
  live: boolean;
}

interface Partition {
  readonly words: Map<string, Held[]>;
  live: number;
}

/** Where more questions than this have a word, it tells none of them from the rest. */
const COMMON = 2_000;
/** Words of a question that are looked at. */
const MOST_WORDS = 40;

export function createLexicalIndex(): LexicalIndex {
  const byId = new Map<string, Held>();
  const partitions = new Map<string, Partition>();

  const postings = (words: Map<string, Held[]>, word: string): readonly Held[] => {
    const all = words.get(word) ?? [];
    const live = all.filter((held) => held.live);
    if (live.length * 2 < all.length) words.set(word, live);
    return live;
  };

  const drop = (id: string): void => {
    const held = byId.get(id);
    if (!held) return;
    held.live = false;
    byId.delete(id);
    const partition = partitions.get(held.partition);
    if (partition && --partition.live === 0) partitions.delete(held.partition);
  };

  const open = (name: string): Partition => {
    const known = partitions.get(name) ?? { words: new Map(), live: 0 };
    partitions.set(name, known);
    return known;
  };

  return {
    add: (question) => {
      drop(question.id);
      const held: Held = { ...question, live: true };
      byId.set(question.id, held);
      const partition = open(question.partition);
      partition.live++;
      const { words } = partition;
      for (const word of wordsOf(question.text)) {
        const list = words.get(word);
        if (list) list.push(held);
        else words.set(word, [held]);
      }
    },
    remove: (ids) => {
      for (const id of ids) drop(id);
    },
    nearest: (partition, text, limit, now) => {
      const words = partitions.get(partition)?.words;
      if (!words) return [];
      const scores = new Map<Held, number>();
      const found = wordsOf(text).map((word) => postings(words, word));
      const telling = found.filter((list) => list.length <= COMMON);
      for (const list of telling.length > 0 ? telling : found.map((all) => all.slice(-COMMON))) {
        const weight = Math.log(1 + byId.size / (1 + list.length));
        for (const held of list) scores.set(held, (scores.get(held) ?? 0) + weight);
      }
      return [...scores]
        .filter(([held]) => held.expiresAt > now)
        .sort(([a, one], [b, other]) => other / length(b) - one / length(a))
        .slice(0, limit)
        .map(([held]) => held);
    },
    size: () => byId.size,
  };
}

/** Long questions share words with everything. */
const length = ({ text }: Held): number => Math.sqrt(4 + text.length);

/** Words without their commonest endings. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const stems = words.map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word));
  return [...new Set(stems)].slice(0, MOST_WORDS);
}
