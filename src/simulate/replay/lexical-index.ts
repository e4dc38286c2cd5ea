/** A stored question, as it is found by its words. */
export interface IndexedQuestion {
  readonly id: string;
  readonly partition: string;
  readonly tenant: string;
  readonly compatKey: string;
  readonly text: string;
  /** The beginning of its answer, by whose words it is found as well. */
  readonly answer: string | undefined;
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
  /** Words that stand for any question, of all partitions. */
  readonly words: () => number;
}

interface Held extends IndexedQuestion {
  live: boolean;
}

interface Partition {
  readonly words: Map<string, Held[]>;
  live: number;
}

/** Questions that are looked at for one; those that share its rarest words come first. */
const MOST_SCORED = 4_000;
/** Words of a question that are kept. */
const MOST_WORDS = 60;

export function createLexicalIndex(): LexicalIndex {
  const byId = new Map<string, Held>();
  const partitions = new Map<string, Partition>();
  /** Questions that left and still stand in lists of words. */
  let dead = 0;

  const drop = (id: string): void => {
    const held = byId.get(id);
    if (!held) return;
    held.live = false;
    byId.delete(id);
    dead++;
    const partition = partitions.get(held.partition);
    if (partition && --partition.live === 0) partitions.delete(held.partition);
  };

  /** Once as many left as are here, all lists are gone through: no word keeps what nobody asks for. */
  const sweep = (): void => {
    if (dead <= byId.size + SWEPT_AT_LEAST) return;
    dead = 0;
    for (const { words } of partitions.values()) {
      for (const [word, list] of words) {
        const live = list.filter((held) => held.live);
        if (live.length === 0) words.delete(word);
        else if (live.length < list.length) words.set(word, live);
      }
    }
  };

  const open = (name: string): Partition => {
    const known = partitions.get(name) ?? { words: new Map(), live: 0 };
    partitions.set(name, known);
    return known;
  };

  return {
    add: (question) => {
      drop(question.id);
      sweep();
      const held: Held = { ...question, live: true };
      byId.set(question.id, held);
      const partition = open(question.partition);
      partition.live++;
      for (const word of wordsOf(`${question.text} ${question.answer ?? ''}`)) {
        const list = partition.words.get(word);
        if (list) list.push(held);
        else partition.words.set(word, [held]);
      }
    },
    remove: (ids) => {
      for (const id of ids) drop(id);
    },
    nearest: (partition, text, limit, now) => {
      const words = partitions.get(partition)?.words;
      if (!words) return [];
      const lists = wordsOf(text).map((word) => words.get(word) ?? []);
      const scores = new Map<Held, number>();
      let left = MOST_SCORED;
      for (const list of lists.sort((a, b) => a.length - b.length)) {
        const weight = Math.log(1 + byId.size / (1 + list.length));
        for (const held of list.slice(-Math.max(0, left))) scores.set(held, (scores.get(held) ?? 0) + weight);
        left -= list.length;
        if (left <= 0) break;
      }
      return [...scores]
        .filter(([held]) => held.live && held.expiresAt > now)
        .sort(([a, one], [b, other]) => other / length(b) - one / length(a))
        .slice(0, limit)
        .map(([held]) => held);
    },
    size: () => byId.size,
    words: () => [...partitions.values()].reduce((sum, { words }) => sum + words.size, 0),
  };
}

const SWEPT_AT_LEAST = 1_000;

/** Long questions share words with everything. */
const length = ({ text, answer = '' }: Held): number => Math.sqrt(4 + text.length + answer.length);

/** Words without their commonest endings. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const stems = words.map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word));
  return [...new Set(stems)].slice(0, MOST_WORDS);
}
