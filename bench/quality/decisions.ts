import { barFor, type DecisionModel } from '../../cache/decision/decision-model.ts';
import { BUNDLED_BOUND } from '../../cache/decision/judge-by-bound.ts';
import { predict } from '../../cache/decision/logistic.ts';
import { weighCandidates } from '../../cache/decision/weigh-candidates.ts';
import { readSlots, type SlotName, type Slots, vetoBetween } from '../../cache/slots/index.ts';
import type { Readings } from './readings.ts';

/** Nearest entries that a decision may choose from. */
export const MOST_CANDIDATES = 5;

/** A cached question beside the asked one. */
export interface Candidate {
  readonly text: string;
  readonly cosine: number;
  /** The cached answer; undefined where the data have none. */
  readonly answer?: string | undefined;
  /** Cosine of the asked question to the answer; undefined where there is none. */
  readonly answerCosine?: number | undefined;
}

/** A way to decide whether a cached answer is served. */
export interface Decision {
  readonly name: string;
  /** The one of the nearest five, nearest first, whose answer is served. */
  readonly pick: <C extends Candidate>(asked: string, nearest: readonly C[]) => Promise<C | undefined>;
}

/** Reads slots once per text: streams ask for the same ones many times. */
export type SlotReader = (text: string) => Slots;

export const DEFAULT_BOUND = BUNDLED_BOUND;
const STATIC_BOUNDS: readonly number[] = [0.8, 0.85, 0.9, DEFAULT_BOUND, 0.97, 0.98];
const VETO_BOUNDS: readonly number[] = [0.85, 0.9, DEFAULT_BOUND, 0.97];
/** Wrong answers per served hit that the full decision is asked to keep within. */
const BUDGETS: readonly number[] = [0.01, 0.03, 0.05];
/** That of a fresh install. */
export const DEFAULT_DECISION = decisionName(0.01, true);

/** What is compared: cosine alone at several bounds, cosine and vetoes, the full decision without and with reading. */
export function decisionsOf(
  model: DecisionModel,
  readings: Readings | undefined,
  slotsOf: SlotReader,
): readonly Decision[] {
  return [
    ...STATIC_BOUNDS.map((bound) => boundDecision(`cosine ≥ ${bound}`, bound)),
    ...VETO_BOUNDS.map((bound) => boundDecision(`cosine ≥ ${bound}, vetoes`, bound, slotsOf)),
    ...BUDGETS.map((budget) => byModel(decisionName(budget, false), budget, model, undefined, slotsOf)),
    ...(readings === undefined
      ? []
      : BUDGETS.map((budget) => byModel(decisionName(budget, true), budget, model, readings, slotsOf))),
  ];
}

function decisionName(budget: number, reads: boolean): string {
  return `decision, budget ${budget * 100} %${reads ? '' : ', no verifier'}`;
}

export function createSlotReader(): SlotReader {
  const known = new Map<string, Slots>();
  return (text) => {
    const slots = known.get(text) ?? readSlots(text);
    known.set(text, slots);
    return slots;
  };
}

export function vetoOf(asked: string, cached: string, slotsOf: SlotReader): SlotName | undefined {
  return vetoBetween(slotsOf(asked), slotsOf(cached));
}

/** @param slotsOf with it, what a slot forbids is not served */
export function boundDecision(name: string, bound: number, slotsOf?: SlotReader): Decision {
  const isForbidden = (asked: string, cached: string): boolean =>
    slotsOf !== undefined && vetoOf(asked, cached, slotsOf) !== undefined;
  return {
    name,
    pick: async (asked, nearest) =>
      nearest
        .slice(0, MOST_CANDIDATES)
        .find(({ text, cosine }) => cosine >= bound && !isForbidden(asked, text)),
  };
}

interface Open {
  readonly candidate: Candidate;
  readonly row: readonly number[];
  readonly p: number;
}

/** The steps of `judgeByModel`, over texts instead of entries and without its deadline. */
function byModel(
  name: string,
  budget: number,
  model: DecisionModel,
  readings: Readings | undefined,
  slotsOf: SlotReader,
): Decision {
  const bar = barFor(model.bars, budget) ?? Number.POSITIVE_INFINITY;
  const { read, readFrom, readUpTo } = model;
  const probabilityOf = async ({ candidate, row, p }: Open, asked: string): Promise<number> => {
    if (p >= readUpTo) return p;
    const { text, answer } = candidate;
    // Without an answer there is nothing to read, and questions alone mislead the verifier.
    if (readings === undefined || read === null || p < readFrom || answer === undefined) return 0;
    return predict(read, [...row, await readings.read({ asked, cached: text, answer })]);
  };
  return {
    name,
    pick: async (asked, nearest) => {
      const candidates = nearest.slice(0, MOST_CANDIDATES).map((candidate) => ({
        candidate,
        entry: { question: candidate.text },
        similarity: candidate.cosine,
        answerSimilarity: candidate.answerCosine,
      }));
      const answers = nearest.map(({ answer, text }) => answer ?? text);
      const weighed = weighCandidates({ slots: slotsOf(asked) }, candidates, answers, slotsOf);
      const open = weighed
        .filter(({ veto }) => veto === undefined)
        .map(({ candidate: { candidate }, row }) => ({ candidate, row, p: predict(model.quick, row) }))
        .sort((one, other) => other.p - one.p);
      let best: (typeof open)[number] | undefined;
      const sure = open.filter(({ p }) => p >= readUpTo);
      for (const each of sure.length > 0 ? sure : open) {
        const p = await probabilityOf(each, asked);
        if (p >= (best?.p ?? bar)) best = { ...each, p };
      }
      return best?.candidate;
    },
  };
}
