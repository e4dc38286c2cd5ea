import type { Intent } from '../quality/data.ts';
import { share } from '../quality/intervals.ts';
import type { Progress } from '../quality/progress.ts';
import { dot, type Vectors } from '../quality/vectors.ts';
import { gainOf } from './gain.ts';
import type { AnswerText, Pool, RecallRow } from './report.ts';

export const CACHED_FORMS: readonly number[] = [1, 2, 4];
const POOLS: readonly Pool[] = ['domain', 'all'];
/** Four characters are about a token: 16, 32, 48, 64, 128 and 256 tokens. */
export const ANSWER_TEXTS: readonly AnswerText[] = [
  ...[64, 128, 192, null].map((chars) => ({ text: 'as written' as const, chars })),
  ...[128, 192, 256, 512, 1024].map((chars) => ({ text: 'lengthened' as const, chars })),
];
const MOST_CACHED = Math.max(...CACHED_FORMS);
const CANDIDATES = 5;
/** Cosines below which nothing is a candidate; the first is the one of lookups. */
const FLOORS: readonly number[] = [0.4, 0.3, 0.2];
/** Answers of other domains that a lengthened one has behind it. */
const BEHIND = 7;

/** What of the answer is embedded. `answers` are those of all intents. */
export function answerText(answers: readonly string[], at: number, { text, chars }: AnswerText): string {
  const own = answers[at] ?? '';
  if (text === 'as written') return own.slice(0, chars ?? undefined);
  const stride = Math.floor(answers.length / (BEHIND + 1));
  const behind = Array.from({ length: BEHIND }, (_, n) => answers[(at + (n + 1) * stride) % answers.length]);
  return [own, ...behind].join('\n\n').slice(0, chars ?? undefined);
}

/** One row per pool, number of cached forms and way of embedding answers. */
export function measureRecall(
  intents: readonly Intent[],
  vectors: Vectors,
  progress: Progress,
): readonly RecallRow[] {
  const answers = intents.map(({ answer }) => answer);
  const cached = intents.map(({ asked }) => asked.slice(0, MOST_CACHED).map(vectors.of));
  const answered = ANSWER_TEXTS.map((how) =>
    intents.map((_, at) => vectors.of(answerText(answers, at, how))),
  );
  const cells = POOLS.flatMap((pool) =>
    CACHED_FORMS.flatMap((forms) =>
      FLOORS.flatMap((floor) =>
        [undefined, ...ANSWER_TEXTS].map((how) => ({ pool, forms, floor, how, found: [] as boolean[][] })),
      ),
    ),
  );

  intents.forEach((intent, at) => {
    progress('recall', at + 1, intents.length);
    for (const cell of cells) cell.found.push([]);
    intent.asked.forEach((text, form) => {
      if (form === 0) return;
      const asked = vectors.of(text);
      const byQuestion = cached.map((forms) => forms.map((vector) => dot(asked, vector)));
      const byAnswer = answered.map((list) => list.map((vector) => dot(asked, vector)));
      for (const { pool, forms, floor, how, found } of cells) {
        if (form < forms) continue; // it is cached itself
        const answerScores = how && byAnswer[ANSWER_TEXTS.indexOf(how)];
        const isIn = (other: number): boolean => pool === 'all' || intents[other]?.domain === intent.domain;
        found.at(-1)?.push(isAmongNearest(byQuestion, answerScores, at, { forms, floor, isIn }));
      }
    });
  });

  return cells.map(({ pool, forms, floor, how, found }) => {
    const alone = cells.find(
      (cell) => cell.pool === pool && cell.forms === forms && cell.floor === floor && !cell.how,
    );
    const all = found.flat();
    return {
      pool,
      cached: forms,
      floor,
      answers: how ?? null,
      recall: share(all.filter(Boolean).length, all.length),
      gain: how && alone ? gainOf(alone.found, found) : null,
    };
  });
}

/** Whether fewer than five entries of other questions are nearer than the nearest entry of the right one. */
function isAmongNearest(
  byQuestion: readonly (readonly number[])[],
  byAnswer: readonly number[] | undefined,
  right: number,
  where: {
    readonly forms: number;
    readonly floor: number;
    readonly isIn: (other: number) => boolean;
  },
): boolean {
  const { forms, floor, isIn } = where;
  const score = (at: number, form: number): number =>
    Math.max(byQuestion[at]?.[form] ?? -1, byAnswer?.[at] ?? -1);
  let best = -1;
  for (let form = 0; form < forms; form++) best = Math.max(best, score(right, form));
  if (best < floor) return false;
  let nearer = 0;
  for (let other = 0; other < byQuestion.length; other++) {
    if (other === right || !isIn(other)) continue;
    for (let form = 0; form < forms; form++) if (score(other, form) > best) nearer++;
    if (nearer >= CANDIDATES) return false;
  }
  return true;
}
