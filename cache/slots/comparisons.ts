import { codesDiffer } from './code.ts';
import { datesDiffer } from './date.ts';
import type { Difference } from './difference.ts';
import { directionsDiffer } from './direction.ts';
import { formatsDiffer } from './format.ts';
import { languagesDiffer } from './language.ts';
import { literalsDiffer, quotationsDiffer } from './literals.ts';
import { negationsDiffer } from './negation.ts';
import { numbersDiffer } from './number.ts';
import type { OutlineDifference } from './outline-difference.ts';
import { namesReplaced, wordsReplaced } from './outline-edit.ts';
import { personsDiffer } from './person.ts';
import { asksDiffer, dutiesDiffer } from './question-form.ts';
import { isAttributeAdded, isNarrowed, restrictionsConflict } from './restriction.ts';
import type { SlotName, Slots } from './slot.ts';
import { spellingsDiffer } from './spelling.ts';
import { symbolsDiffer } from './symbols.ts';
import { ordersDiffer } from './word-order.ts';
import { ASKS } from './words/question-forms.ts';

/**
 * Which differences of a slot forbid the hit. `near`: where the texts share most of their words, so that the difference
 * is what tells them apart. Two texts that share few words each tell their own story ("I spent 300 abroad, what do I
 * pay?" / "Are there fees on foreign purchases?"), and what one of them names is no evidence: in the question sets it
 * is as frequent among paraphrases as among look-alikes. `always`: however few words they share.
 */
export interface Forbids {
  readonly near: readonly Difference[];
  readonly always: readonly Difference[];
}

/** One slot of two texts side by side. */
export interface Comparison {
  readonly slot: SlotName;
  readonly forbids: Forbids;
  readonly differ: (asked: Slots, cached: Slots, words: OutlineDifference) => Difference;
}

const ANY: readonly Difference[] = ['asked-only', 'cached-only', 'conflict'];
const ALWAYS: Forbids = { near: ANY, always: ANY };
const NEAR: Forbids = { near: ANY, always: [] };
/** A value that both name otherwise is another question, however it is put. */
const NEAR_OR_CONFLICT: Forbids = { near: ANY, always: ['conflict'] };
/** What only the cached text names is beside the point more often than not. */
const ASKED_OR_CONFLICT: Forbids = { near: ['asked-only', 'conflict'], always: ['conflict'] };
const CONFLICT: Forbids = { near: ['conflict'], always: ['conflict'] };

/** What is only added leaves nearly all that the cached text says: up to this share of it may be missing. */
const MOST_BESIDE = 0.2;

/** Where the slot differs: by how much of it each text names. */
function told(differs: boolean, asked: number, cached: number): Difference {
  if (!differs) return 'none';
  if (asked > 0 && cached > 0) return 'conflict';
  return asked > 0 ? 'asked-only' : 'cached-only';
}

/** Every slot in the order in which a veto is named. */
export const COMPARISONS: readonly Comparison[] = [
  {
    slot: 'number',
    forbids: NEAR,
    differ: ({ number: one }, { number: other }) => numbersDiffer(one, other),
  },
  {
    slot: 'id',
    forbids: ASKED_OR_CONFLICT,
    differ: (one, other) =>
      told(literalsDiffer(one.id, one.text, other.id, other.text, 'folded'), one.id.length, other.id.length),
  },
  {
    slot: 'quoted',
    forbids: ASKED_OR_CONFLICT,
    differ: (one, other) =>
      told(
        quotationsDiffer(one.quoted, one.text, other.quoted, other.text),
        one.quoted.length,
        other.quoted.length,
      ),
  },
  {
    slot: 'code',
    forbids: CONFLICT,
    differ: (one, other) =>
      told(
        codesDiffer(one.code, one.text, other.code, other.text),
        one.code.literals.length,
        other.code.literals.length,
      ),
  },
  {
    slot: 'date',
    forbids: NEAR,
    differ: ({ date: asked }, { date: cached }) => datesDiffer(asked, cached),
  },
  {
    slot: 'negation',
    forbids: NEAR,
    differ: (one, other) => negationsDiffer(one.negation, other.negation, one.outline),
  },
  {
    slot: 'direction',
    forbids: NEAR,
    differ: (one, other) =>
      told(directionsDiffer(one.direction, one.text, other.direction, other.text), 1, 1),
  },
  {
    slot: 'person',
    forbids: NEAR,
    differ: (one, other) => told(personsDiffer(one.person, other.person), 1, 1),
  },
  {
    slot: 'word-order',
    forbids: NEAR,
    differ: (one, other) => told(ordersDiffer(one['word-order'], other['word-order']), 1, 1),
  },
  {
    slot: 'language',
    forbids: ALWAYS,
    differ: ({ language: one }, { language: other }) =>
      told(languagesDiffer(one, other), one.asked.length, other.asked.length),
  },
  {
    slot: 'format',
    forbids: NEAR_OR_CONFLICT,
    differ: ({ format: one }, { format: other }) =>
      told(
        formatsDiffer(one, other),
        one.output.length + one.named.length,
        other.output.length + other.named.length,
      ),
  },
  {
    slot: 'symbol',
    forbids: ALWAYS,
    differ: ({ symbol: one }, { symbol: other }) => told(symbolsDiffer(one, other), one.length, other.length),
  },
  {
    slot: 'spelling',
    forbids: ALWAYS,
    differ: (one, other) => told(spellingsDiffer(one.spelling, other.spelling), 1, 1),
  },
  {
    slot: 'entity',
    forbids: NEAR,
    differ: (_asked, _cached, { edit }) => told(namesReplaced(edit), 1, 1),
  },
  {
    slot: 'wording',
    forbids: NEAR,
    differ: ({ form: asked }, { form: cached }, { edit }) => {
      const difference = wordsReplaced(edit);
      // "as CSV or Excel" asks for less, not for more.
      const isChoice = difference === 'asked-only' && asked.alternatives > cached.alternatives;
      return isChoice ? 'none' : difference;
    },
  },
  {
    slot: 'question',
    forbids: NEAR,
    differ: ({ form: asked }, { form: cached }, { ofAsked, ofCached }) => {
      const saysTheSame = ofAsked.count + ofCached.count === 0;
      return told(
        asksDiffer(asked, cached, saysTheSame) || (saysTheSame && dutiesDiffer(asked, cached)),
        1,
        1,
      );
    },
  },
  {
    slot: 'second-question',
    forbids: NEAR,
    differ: ({ form: asked }, { form: cached }, { ofAsked, ofCached }) =>
      told(asked.questions > cached.questions && ofAsked.second > 0 && ofCached.share < MOST_BESIDE, 1, 0),
  },
  {
    slot: 'conjunct',
    forbids: NEAR,
    differ: ({ form: asked }, { form: cached }, { ofAsked, ofCached }) =>
      told(asked.conjuncts > cached.conjuncts && ofAsked.conjuncts > 0 && ofCached.share < MOST_BESIDE, 1, 0),
  },
  {
    slot: 'restriction',
    forbids: NEAR,
    differ: (asked, cached, words) => {
      if (restrictionsConflict(asked.restriction, cached.restriction)) return 'conflict';
      const isYesOrNo = asked.form.asks === ASKS.whether && cached.form.asks === ASKS.whether;
      const isNarrower = isNarrowed(asked.restriction, cached.restriction);
      return told(isNarrower || (isYesOrNo && isAttributeAdded(words)), 1, 0);
    },
  },
];
