import { digest } from '#cache';
import { createColumn, createKeyTable, keyHash } from './key-table.ts';

export interface RepeatedQuestion {
  readonly text: string;
  readonly asked: number;
}

/** How often each question was asked, whoever asked and whatever stood before it. */
export interface TopQuestions {
  readonly add: (question: string) => void;
  readonly distinct: () => number;
  /** Asked more than once, most asked first. */
  readonly top: (most: number) => readonly RepeatedQuestion[];
  /** Requests whose question had been asked before. */
  readonly repeated: () => number;
}

const LISTED = 50;

export function createTopQuestions(): TopQuestions {
  const table = createKeyTable();
  const counts = createColumn(Uint32Array);
  const listed = new Map<number, string>();
  let least = 0;
  let repeated = 0;

  /** Keeps the texts of the most asked ones alone. */
  const list = (number: number, asked: number, question: string): void => {
    if (listed.has(number) || asked <= least) return;
    listed.set(number, question);
    if (listed.size <= LISTED) return;
    const sorted = [...listed.keys()].sort((a, b) => counts.get(b) - counts.get(a));
    for (const last of sorted.slice(LISTED / 2)) listed.delete(last);
    least = counts.get(sorted[LISTED / 2 - 1] ?? 0) - 1;
  };

  return {
    add: (question) => {
      const number = table.place(keyHash(digest([foldQuestion(question)])));
      if (number === undefined) return;
      const asked = counts.add(number, 1);
      if (asked < 2) return;
      repeated++;
      list(number, asked, question);
    },
    distinct: () => table.size() + table.refused(),
    repeated: () => repeated,
    top: (most) =>
      [...listed]
        .map(([number, text]) => ({ text, asked: counts.get(number) }))
        .sort((a, b) => b.asked - a.asked)
        .slice(0, most),
  };
}

/** A question without what typing changes: case, spaces, the marks at its end. */
const foldQuestion = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .trim()
    .replace(/[.?! ]{1,20}$/, '');
