import type { Difference } from './difference.ts';
import type { OutlineWord } from './outline.ts';
import type { OutlineDifference } from './outline-difference.ts';
import { isFramed } from './outline-edit.ts';
import { bitsApart } from './question-form.ts';
import type { SlotName, Slots } from './slot.ts';
import { countRelations } from './word-order.ts';
import { MODALITIES } from './words/question-forms.ts';

/**
 * What differs between two texts without forbidding the hit by itself, as numbers from 0 to 1. Counts are divided by
 * the most that is counted. Directional: "asked" is what the asked question says beyond the cached one, which its answer
 * may not cover; "cached" is what the cached one says beyond the asked one.
 */
export type SoftSlots = Readonly<Record<SoftSlotName, number>>;

export type SoftSlotName = (typeof SOFT_SLOTS)[number];

/** Names of the features in the order of `softSlotsVector`. */
export const SOFT_SLOTS = [
  /** Share of the asked content words, weighted by rarity, that the cached text lacks. */
  'askedOnlyShare',
  /** The same of the cached text. */
  'cachedOnlyShare',
  /** Asked content words that the cached text lacks, of 8. */
  'askedOnlyCount',
  'cachedOnlyCount',
  /** Rarity of the rarest of them; 0 without any. */
  'askedOnlyRarest',
  'cachedOnlyRarest',
  /** Content words that narrow what both speak of and that one side lacks ("free", "for students"), of 4. */
  'askedRestrictions',
  'cachedRestrictions',
  /** Names that the other side lacks, of 3. */
  'askedNames',
  'cachedNames',
  /** Content words in common, of 12. */
  'sharedWords',
  /** Words in common but for a letter, of 3. */
  'misspeltWords',
  /** Share of neighbouring words that are neighbours on both sides. */
  'sharedNeighbours',
  /** Share of the content words before and after the one run of words in which the texts differ. */
  'frame',
  /** Where that run is short: rarity of the words that stand for each other in it, the commoner side's. */
  'replaced',
  /** Rarity of what only the asked text has in it. */
  'inserted',
  /** Rarity of what only the cached text has in it. */
  'dropped',
  /** Question words (what, why, how, whether …): 0 equal, ½ one more, 1 others. */
  'questionWord',
  /** Only one side says "should", "must", "have to". */
  'obligation',
  /** Only one side says "can", "may", "possible". */
  'ability',
  /** Only one side says "will", "would". */
  'future',
  /** Questions that one side asks beyond the other, of 3. */
  'askedQuestions',
  'cachedQuestions',
  /** "and", "or" that one side has beyond the other, of 4. */
  'askedConjuncts',
  'cachedConjuncts',
  /** Who acts (I, you, a third person): 0 equal, ½ one more, 1 others. */
  'subject',
  /** Share of the relations (who does what to whom, "A than B") of the poorer side that the other has too. */
  'rolesKept',
  /** Relations that stand the other way round, of 2. */
  'rolesTurned',
  /** Words of the shorter text per word of the longer. */
  'lengthRatio',
  /**
   * A slot by itself, for texts too far from each other for a veto: 0 equal, ¼ only the cached text names something, ½
   * only the asked one, 1 both name something else.
   */
  'number',
  'id',
  'quoted',
  'code',
  'date',
  'negation',
  'direction',
  'person',
  'wordOrder',
  'format',
  'restriction',
] as const;

/** Measures every feature. `words` and `differences` are those of the same two texts. */
export function readSoftSlots(
  asked: Slots,
  cached: Slots,
  words: OutlineDifference,
  differences: Partial<Record<SlotName, Difference>>,
): SoftSlots {
  const [one, other] = [asked.form, cached.form];
  const roles = countRelations(asked['word-order'], cached['word-order']);
  const poorer = Math.min(asked['word-order'].length, cached['word-order'].length);
  const modality = one.modality ^ other.modality;
  const longer = Math.max(asked.words, cached.words);
  return {
    askedOnlyShare: words.ofAsked.share,
    cachedOnlyShare: words.ofCached.share,
    askedOnlyCount: of(8, words.ofAsked.count),
    cachedOnlyCount: of(8, words.ofCached.count),
    askedOnlyRarest: words.ofAsked.rarest,
    cachedOnlyRarest: words.ofCached.rarest,
    askedRestrictions: of(4, words.ofAsked.restrictions),
    cachedRestrictions: of(4, words.ofCached.restrictions),
    askedNames: of(3, words.ofAsked.names),
    cachedNames: of(3, words.ofCached.names),
    sharedWords: of(12, words.shared),
    misspeltWords: of(3, words.misspelt),
    sharedNeighbours: words.neighbours,
    ...editFeatures(asked, cached, words),
    questionWord: bitsApart(one.asks, other.asks),
    obligation: hasBit(modality, MODALITIES.obligation),
    ability: hasBit(modality, MODALITIES.ability),
    future: hasBit(modality, MODALITIES.future),
    askedQuestions: of(3, one.questions - other.questions),
    cachedQuestions: of(3, other.questions - one.questions),
    askedConjuncts: of(4, one.conjuncts - other.conjuncts),
    cachedConjuncts: of(4, other.conjuncts - one.conjuncts),
    subject: bitsApart(one.subjects, other.subjects),
    rolesKept: poorer === 0 ? 1 : Math.min(1, roles.kept / poorer),
    rolesTurned: of(2, roles.turned),
    lengthRatio: longer === 0 ? 1 : Math.min(asked.words, cached.words) / longer,
    number: degree(differences.number),
    id: degree(differences.id),
    quoted: degree(differences.quoted),
    code: degree(differences.code),
    date: degree(differences.date),
    negation: degree(differences.negation),
    direction: degree(differences.direction),
    person: degree(differences.person),
    wordOrder: degree(differences['word-order']),
    format: degree(differences.format),
    restriction: degree(differences.restriction),
  };
}

function editFeatures(
  asked: Slots,
  cached: Slots,
  { edit }: OutlineDifference,
): Pick<SoftSlots, 'frame' | 'replaced' | 'inserted' | 'dropped'> {
  const longer = Math.max(asked.outline.length, cached.outline.length);
  const frame = longer === 0 ? 1 : edit.frame / longer;
  if (!isFramed(edit)) return { frame, replaced: 0, inserted: 0, dropped: 0 };
  const [one, other] = [heaviest(edit.asked), heaviest(edit.cached)];
  return {
    frame,
    replaced: Math.min(one, other),
    inserted: other === 0 ? one : 0,
    dropped: one === 0 ? other : 0,
  };
}

function heaviest(words: readonly OutlineWord[]): number {
  return words.reduce((most, { weight }) => Math.max(most, weight), 0);
}

/** The features as numbers in the order of `SOFT_SLOTS`: what a model is given. */
export function softSlotsVector(features: SoftSlots): number[] {
  return SOFT_SLOTS.map((name) => features[name]);
}

function of(most: number, count: number): number {
  return Math.max(0, Math.min(most, count)) / most;
}

function hasBit(bits: number, bit: number): number {
  return (bits & bit) === 0 ? 0 : 1;
}

/** What only the cached text names tells least. */
const DEGREES: Readonly<Record<Difference, number>> = {
  none: 0,
  implied: 0.25,
  'cached-only': 0.25,
  'asked-only': 0.5,
  conflict: 1,
};

function degree(difference: Difference | undefined): number {
  return DEGREES[difference ?? 'none'];
}
