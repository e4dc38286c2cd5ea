import type { Doubtful, Entry, Hit, Miss } from '#cache';
import type { Route } from '#routing';
import { type AnswerChatParts, type Asked, dialectOf, tellable } from '../asked.ts';
import { askVerifier, type ChatVerifier } from './ask-verifier.ts';
import type { Doubt } from './prompt.ts';
import type { VerdictMemory } from './verdict-memory.ts';

/** Whom a chat model is asked about, and when: what is likely and not sure enough to be served (C12b). */
export interface GreyZone {
  readonly verifier: ChatVerifier;
  /** Whether the answer waits for the verdict, or the provider is asked at the same time. */
  readonly modeOf: (route: Route) => 'serial' | 'race' | undefined;
  /** Least probability of a candidate that is asked about, 0…1. */
  readonly floor: number;
  readonly verdicts: VerdictMemory;
}

/** A candidate that a chat model is to be asked about. */
export interface GreyHit {
  readonly mode: 'serial' | 'race';
  /** What is served if it agrees. */
  readonly hit: Hit;
  readonly candidate: Doubtful;
  readonly doubt: Doubt;
  /** Names question, setting and answer together: what a verdict is about. */
  readonly key: string;
  readonly zone: GreyZone;
}

/** Longer answers are not judged: a model that is shown a part of one cannot say that the whole is right. */
const MOST_ANSWER_CHARS = 16_384;
/** How often a chat model's verdict is the wrong way round: an assumption, not a measurement. */
const NOISE = 0.1;

/**
 * The candidate to ask about, if there is one. Only what the decision found too unsure is asked about: never what a
 * slot forbids, nor anything where nothing would be served.
 */
export function greyHitOf(parts: AnswerChatParts, asked: Asked, missed: Miss): GreyHit | undefined {
  const { grey: zone } = parts;
  const { best: candidate, reason } = missed;
  const { plan, identity } = asked.cacheCase;
  if (!zone || !candidate || reason !== 'below-bar' || !(candidate.probability >= zone.floor))
    return undefined;
  if (plan.shadow) return undefined; // what may not be read or compared has no candidate
  const mode = zone.modeOf(asked.route);
  const { entry, similarity, probability } = candidate;
  const cachedAnswer = readableAnswer(asked, entry);
  if (!mode || identity?.question === undefined || cachedAnswer === undefined) return undefined;
  const hit: Hit = { type: 'hit', tier: 'semantic', entry, similarity, probability };
  if (tellable(asked, hit).type !== 'hit') return undefined;
  const doubt = { question: identity.question, cachedQuestion: entry.question, cachedAnswer };
  const key = `${identity.exactKey} ${entry.id} ${entry.createdAt}`;
  return { mode, hit, candidate, doubt, key, zone };
}

/** All that a client would get of the answer; undefined where it is more than text, or long. */
function readableAnswer(asked: Asked, { dialect, body }: Entry): string | undefined {
  const [choice, ...others] = dialectOf(asked, dialect)?.decodeResponse(body).choices ?? [];
  if (!choice || others.length > 0) return undefined;
  const texts = choice.parts.flatMap((part) => (part.type === 'reasoning' ? [] : [part]));
  if (!texts.every((part) => part.type === 'text')) return undefined;
  const text = texts.map((part) => part.text).join('\n');
  return text.trim() === '' || text.length > MOST_ANSWER_CHARS ? undefined : text;
}

/** The hit, where the chat model agrees in time and the answer is still fresh then. A verdict is a label, too (C13). Never rejects. */
export async function confirm(
  parts: AnswerChatParts,
  asked: Asked,
  { hit, candidate, doubt, key, zone }: GreyHit,
  signal: AbortSignal,
): Promise<Hit | undefined> {
  const known = zone.verdicts.find(key);
  if (known) return known.right ? { ...hit, verifiedBy: known.model } : undefined;
  const { result, model } = await askVerifier(parts, zone.verifier, asked, doubt, signal);
  parts.observer.verification(result);
  if (model === undefined || (result !== 'yes' && result !== 'no')) return undefined;
  const right = result === 'yes';
  zone.verdicts.keep(key, { right, model });
  parts.cache.label(hit.entry.id, { p: candidate.prior, right, noise: NOISE });
  return right && hit.entry.expiresAt > parts.clock.now() ? { ...hit, verifiedBy: model } : undefined;
}
