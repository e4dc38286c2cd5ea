import { ANSWER_CHARS } from '../../cache/write/answer-text.ts';
import type { Intent } from './data.ts';
import { type Candidate, type Decision, MOST_CANDIDATES } from './decisions.ts';
import { type Share, share } from './intervals.ts';
import { lightlyReworded } from './rewordings.ts';
import { dot, type Vectors } from './vectors.ts';

/** Figures of one decision on one or more question sets with k of eight forms cached. */
export interface QuestionSetFigures {
  readonly decision: string;
  readonly k: number;
  readonly domain: string;
  /** Asked forms that were served the right answer. */
  readonly accept: Share;
  /** Asked forms that were served another intent's answer. */
  readonly acceptWrong: Share;
  /** Lightly reworded forms of what is cached (case, punctuation, contractions, a typo) served rightly. */
  readonly light: Share;
  /** Look-alikes that were served anything. */
  readonly falseAccept: Share;
  /** By kind of look-alike; for all domains together only, one domain has too few of a kind. */
  readonly falseAcceptByKind?: Readonly<Record<string, Share>>;
  /** Wrong per served hit at a traffic of 80 % asked forms and 20 % look-alikes; undefined when nothing is served. */
  readonly wrongPerServed: number | undefined;
}

interface Entry extends Candidate {
  readonly intent: string;
}

interface Outcomes {
  readonly asked: { right: number; wrong: number; n: number };
  readonly light: { right: number; n: number };
  readonly lookalikes: Map<string, { served: number; n: number }>;
}

const TRAFFIC_ASKED = 0.8;

/** Measures one domain: the first k forms of every intent are cached, everything else of the domain is asked. */
export async function measureDomain(
  intents: readonly Intent[],
  k: number,
  decision: Decision,
  vectors: Vectors,
): Promise<Outcomes> {
  const entries = intents.flatMap(({ id, asked, answer }) =>
    asked.slice(0, k).map((text) => ({ intent: id, text, answer })),
  );
  const serve = (text: string): Promise<Entry | undefined> =>
    decision.pick(text, nearestOf(text, entries, vectors));
  const outcomes: Outcomes = {
    asked: { right: 0, wrong: 0, n: 0 },
    light: { right: 0, n: 0 },
    lookalikes: new Map(),
  };
  for (const intent of intents) {
    for (const text of intent.asked.slice(k)) {
      const served = await serve(text);
      outcomes.asked.n++;
      if (served?.intent === intent.id) outcomes.asked.right++;
      else if (served !== undefined) outcomes.asked.wrong++;
    }
    for (const text of intent.asked.slice(0, k).flatMap(lightlyReworded)) {
      outcomes.light.n++;
      if ((await serve(text))?.intent === intent.id) outcomes.light.right++;
    }
    for (const { text, kind } of intent.lookalikes) {
      const count = outcomes.lookalikes.get(kind) ?? { served: 0, n: 0 };
      count.n++;
      if ((await serve(text)) !== undefined) count.served++;
      outcomes.lookalikes.set(kind, count);
    }
  }
  return outcomes;
}

/** Joins the outcomes of several domains into one row. */
export function figuresOf(
  decision: string,
  k: number,
  domain: string,
  parts: readonly Outcomes[],
): QuestionSetFigures {
  const sum = (pick: (part: Outcomes) => number): number => parts.reduce((all, part) => all + pick(part), 0);
  const asked = sum((part) => part.asked.n);
  const right = sum((part) => part.asked.right);
  const wrong = sum((part) => part.asked.wrong);
  const kinds = new Map<string, { served: number; n: number }>();
  for (const part of parts) {
    for (const [kind, { served, n }] of part.lookalikes) {
      const all = kinds.get(kind) ?? { served: 0, n: 0 };
      kinds.set(kind, { served: all.served + served, n: all.n + n });
    }
  }
  const lookalikes = [...kinds.values()].reduce((all, { n }) => all + n, 0);
  const accepted = [...kinds.values()].reduce((all, { served }) => all + served, 0);
  const falseRate = accepted / lookalikes;
  const servedWrong = TRAFFIC_ASKED * (wrong / asked) + (1 - TRAFFIC_ASKED) * falseRate;
  const served = TRAFFIC_ASKED * ((right + wrong) / asked) + (1 - TRAFFIC_ASKED) * falseRate;
  return {
    decision,
    k,
    domain,
    accept: share(right, asked),
    acceptWrong: share(wrong, asked),
    light: share(
      sum((part) => part.light.right),
      sum((part) => part.light.n),
    ),
    falseAccept: share(accepted, lookalikes),
    ...(parts.length > 1 ? { falseAcceptByKind: sharesOf(kinds) } : {}),
    wrongPerServed: served === 0 ? undefined : servedWrong / served,
  };
}

function sharesOf(
  kinds: ReadonlyMap<string, { served: number; n: number }>,
): Readonly<Record<string, Share>> {
  const sorted = [...kinds].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([kind, { served, n }]) => [kind, share(served, n)]));
}

function nearestOf(
  text: string,
  entries: readonly { readonly intent: string; readonly text: string; readonly answer: string }[],
  vectors: Vectors,
): readonly Entry[] {
  const vector = vectors.of(text);
  return entries
    .map((entry) => ({
      ...entry,
      cosine: dot(vector, vectors.of(entry.text)),
      answerCosine: dot(vector, vectors.of(startOf(entry.answer))),
    }))
    .sort((one, other) => nearestOfBoth(other) - nearestOfBoth(one))
    .slice(0, MOST_CANDIDATES)
    .sort((one, other) => other.cosine - one.cosine);
}

/** Entries are found by their question or their answer, whichever is nearer (C10). */
const nearestOfBoth = ({
  cosine,
  answerCosine,
}: {
  readonly cosine: number;
  readonly answerCosine: number;
}) => Math.max(cosine, answerCosine);

/** What is embedded of an answer. */
export const startOf = (answer: string): string => answer.trimStart().slice(0, ANSWER_CHARS).trimEnd();
