import type { Embedder } from '#embeddings';
import type { DecisionModel } from '../../cache/decision/decision-model.ts';
import { measureChecklist } from './checklist.ts';
import {
  DOMAINS,
  readChecklist,
  readGoldPairs,
  readIntents,
  readStream,
  readUnseen,
  STREAM_SHARES,
} from './data.ts';
import { createSlotReader, DEFAULT_BOUND, DEFAULT_DECISION, decisionsOf } from './decisions.ts';
import { measureGold } from './gold-pairs.ts';
import { earlierNeighbours } from './neighbours.ts';
import type { Progress } from './progress.ts';
import { figuresOf, measureDomain, type QuestionSetFigures, startOf } from './question-sets.ts';
import type { Readings } from './readings.ts';
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

export interface MeasureParts {
  readonly embedder: Embedder;
  readonly model: DecisionModel;
  /** What the verifier says; undefined measures without it. */
  readonly readings: Readings | undefined;
  /** Where the vectors of this model are kept between runs. */
  readonly folder: string;
  readonly progress: Progress;
}

const CACHED_FORMS: readonly number[] = [1, 4];
const SLOT_COST_FLOORS: readonly number[] = [0.85, DEFAULT_BOUND];
const READ_AT_LEAST = 100;

/** Runs every instrument of the decision. */
export async function measureAll(parts: MeasureParts): Promise<Measured> {
  const { embedder, model, readings, folder, progress } = parts;
  const gold = readGoldPairs();
  const checklist = readChecklist();
  const unseen = readUnseen();
  const developed = DOMAINS.flatMap(readIntents);
  const streams = STREAM_SHARES.map((share) => ({ share, requests: readStream(share) }));
  const intents = [...developed, ...unseen.flatMap((each) => each.intents)];
  const vectors = await embedAll(
    [
      ...gold.flatMap(({ asked, cached }) => [asked, cached]),
      ...checklist.flatMap(({ a, b }) => [a, b]),
      ...intents.flatMap(({ answer, asked, lookalikes }) => [
        startOf(answer),
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
  const decisions = decisionsOf(model, readings, slotsOf);

  const questionSets: QuestionSetFigures[] = [];
  for (const [at, decision] of decisions.entries()) {
    for (const k of CACHED_FORMS) {
      const outcomes = [];
      for (const each of unseen) outcomes.push(await measureDomain(each.intents, k, decision, vectors));
      questionSets.push(figuresOf(decision.name, k, 'all', outcomes));
      for (const [index, each] of unseen.entries()) {
        questionSets.push(figuresOf(decision.name, k, each.domain, outcomes.slice(index, index + 1)));
      }
    }
    progress('question sets', at + 1, decisions.length);
  }

  const goldFigures = [];
  const checklistFigures = [];
  for (const [at, decision] of decisions.entries()) {
    goldFigures.push(await measureGold(gold, decision, vectors));
    checklistFigures.push(await measureChecklist(checklist, decision, vectors));
    progress('pairs', at + 1, decisions.length);
  }

  const figures: StreamFigures[] = [];
  const labelWrong: Record<string, readonly LabelWrongHit[]> = {};
  for (const { share, requests } of streams) {
    const texts = requests.map(({ text }) => text);
    const neighbours = earlierNeighbours(texts, vectors, folder, progress);
    for (const [at, decision] of decisions.entries()) {
      const replayed = await replay(share, requests, neighbours, decision);
      figures.push(replayed.figures);
      if (decision.name === DEFAULT_DECISION) labelWrong[share] = sampleOf(replayed.wrong, READ_AT_LEAST);
      progress(`stream ${share}`, at + 1, decisions.length);
    }
  }

  readings?.flush();
  return {
    questionSets,
    gold: goldFigures,
    streams: figures,
    checklist: checklistFigures,
    slotCosts: SLOT_COST_FLOORS.map((floor) =>
      measureSlotCosts({ gold, intents: developed, checklist }, floor, vectors, slotsOf),
    ),
    timing: measureTiming(
      gold.map(({ asked }) => asked),
      model,
    ),
    labelWrong,
  };
}
