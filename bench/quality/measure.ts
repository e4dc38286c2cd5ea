import type { Embedder } from '#embeddings';
import { measureChecklist } from './checklist.ts';
import { DOMAINS, readChecklist, readGoldPairs, readIntents, readStream, STREAM_SHARES } from './data.ts';
import { createSlotReader, decisionsAround, isDefault } from './decisions.ts';
import { measureGold } from './gold-pairs.ts';
import { earlierNeighbours } from './neighbours.ts';
import type { Progress } from './progress.ts';
import { figuresOf, measureDomain, type QuestionSetFigures } from './question-sets.ts';
import type { QualityReport } from './report.ts';
import { lightlyReworded } from './rewordings.ts';
import { measureSlotCosts } from './slot-costs.ts';
import { type LabelWrongHit, replay, type StreamFigures, sampleOf } from './streams.ts';
import { measureTiming } from './timing.ts';
import { embedAll } from './vectors.ts';

/** The figures of a report, without what names the run. */
export type Measured = Pick<
  QualityReport,
  'questionSets' | 'gold' | 'streams' | 'checklist' | 'slotCosts' | 'timing'
> & {
  /** A sample of the hits that the labels call wrong at the default decision, by stream; for reading only. */
  readonly labelWrong: Readonly<Record<string, readonly LabelWrongHit[]>>;
};

const CACHED_FORMS: readonly number[] = [1, 4];
const SLOT_COST_FLOOR = 0.85;
const READ_AT_LEAST = 100;

/** Runs every instrument of the decision. `folder` holds the vectors of this model between runs. */
export async function measureAll(
  bound: number,
  embedder: Embedder,
  folder: string,
  progress: Progress,
): Promise<Measured> {
  const gold = readGoldPairs();
  const checklist = readChecklist();
  const domains = DOMAINS.map((domain) => ({ domain, intents: readIntents(domain) }));
  const streams = STREAM_SHARES.map((share) => ({ share, requests: readStream(share) }));
  const intents = domains.flatMap((each) => each.intents);
  const vectors = await embedAll(
    [
      ...gold.flatMap(({ asked, cached }) => [asked, cached]),
      ...checklist.flatMap(({ a, b }) => [a, b]),
      ...intents.flatMap(({ asked, lookalikes }) => [
        ...asked,
        ...asked.slice(0, Math.max(...CACHED_FORMS)).flatMap(lightlyReworded),
        ...lookalikes.map(({ text }) => text),
      ]),
      ...streams.flatMap(({ requests }) => requests.map(({ text }) => text)),
    ],
    embedder,
    folder,
    progress,
  );
  const slotsOf = createSlotReader();
  const decisions = decisionsAround(bound);

  const questionSets: QuestionSetFigures[] = [];
  for (const decision of decisions) {
    for (const k of CACHED_FORMS) {
      const outcomes = domains.map((each) => measureDomain(each.intents, k, decision, vectors, slotsOf));
      questionSets.push(figuresOf(decision.name, k, 'all', outcomes));
      for (const [index, each] of domains.entries()) {
        questionSets.push(figuresOf(decision.name, k, each.domain, outcomes.slice(index, index + 1)));
      }
    }
    progress('question sets', decisions.indexOf(decision) + 1, decisions.length);
  }

  const figures: StreamFigures[] = [];
  const labelWrong: Record<string, readonly LabelWrongHit[]> = {};
  for (const { share, requests } of streams) {
    const texts = requests.map(({ text }) => text);
    const neighbours = earlierNeighbours(texts, vectors, folder, progress);
    for (const decision of decisions) {
      const replayed = replay(share, requests, neighbours, decision, slotsOf);
      figures.push(replayed.figures);
      if (isDefault(decision, bound)) labelWrong[share] = sampleOf(replayed.wrong, READ_AT_LEAST);
    }
  }

  return {
    questionSets,
    gold: decisions.map((decision) => measureGold(gold, decision, vectors, slotsOf)),
    streams: figures,
    checklist: decisions.map((decision) => measureChecklist(checklist, decision, vectors, slotsOf)),
    slotCosts: [SLOT_COST_FLOOR, bound].map((floor) =>
      measureSlotCosts({ gold, intents, checklist }, floor, vectors, slotsOf),
    ),
    timing: measureTiming(gold.map(({ asked }) => asked)),
    labelWrong,
  };
}
