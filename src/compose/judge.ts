import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import {
  BUNDLED_BOUND,
  barWithin,
  bundledDecision,
  createEvidenceBook,
  type DecisionFile,
  type DecisionModel,
  type Entry,
  type EvidenceBook,
  type Judge,
  judgeByBound,
  judgeByModel,
  misfitOf,
  readDecisionFile,
} from '#cache';
import type { Config } from '#config';
import type { Dialect } from '#core';
import { createLocalVerifier, type Embedder, type Verifier } from '#embeddings';
import type { Logger } from '#observability';
import { anthropicMessages, openaiChat } from '#providers';
import type { Closer } from './closer.ts';
import type { Health } from './health.ts';

export interface JudgeContext {
  readonly config: Config;
  readonly embedder: Pick<Embedder, 'spaceId'>;
  readonly closer: Closer;
  readonly health: Health;
  readonly logger: Logger;
  /** A candidate that should have been read could not be. */
  readonly unread: (error: unknown) => void;
}

/** What decides: a similarity, or a model with what an operator's labels made of it and what reads for it. */
export type Decision =
  | { readonly type: 'bound'; readonly bound: number }
  | {
      readonly type: 'model';
      readonly model: DecisionModel;
      readonly tuned: DecisionFile | undefined;
      readonly verifier: Verifier | undefined;
    };

export interface ComposedJudge {
  readonly judge: Judge;
  /** What it learns of single entries; undefined where a similarity decides. */
  readonly evidence: EvidenceBook | undefined;
  /** What is missing of the decision that was asked for; each was warned about once. */
  readonly degraded: readonly string[];
}

/** Where `reprise tune --apply` leaves what it found. */
export const DECISION_FILE = 'decision.json';
/** Readings that may wait per thread: more would miss the lookup's deadline anyway. */
const WAITING_READINGS_PER_THREAD = 10;
const WARM_MS = 60_000;

/** The decision that the configuration asks for, as a judge of candidates. */
export function composeJudge(context: JudgeContext): ComposedJudge {
  const degraded: string[] = [];
  const decision = openDecision(context, (what, why) => {
    degraded.push(what);
    context.logger.warn({ why }, what);
  });
  if (decision.type === 'bound') {
    return { judge: judgeByBound(decision.bound), evidence: undefined, degraded };
  }
  tellOf(decision, context);
  const evidence = createEvidenceBook();
  const { maxReadings, timeoutMs } = context.config.cache.verify;
  const judge = judgeByModel({
    ...decision,
    answerOf: createAnswerReader(),
    evidence,
    maxReadings,
    readingMs: timeoutMs,
    unread: context.unread,
  });
  return { judge, evidence, degraded };
}

/** What an operator may not know: that a tuned decision is in force, or that none allows what they ask for. */
function tellOf(
  { model, tuned }: Extract<Decision, { type: 'model' }>,
  { config, logger }: Pick<JudgeContext, 'config' | 'logger'>,
): void {
  if (tuned) {
    const { bar, errorBudget, date, labels } = tuned;
    logger.info({ bar, errorBudget, date, labels: labels.pairs }, 'a tuned decision is in force');
  }
  const budgets = [config.cache.errorBudget, ...config.routes.map(({ cache }) => cache.errorBudget)];
  for (const budget of new Set(budgets)) {
    if (barWithin(model, tuned, budget) === undefined)
      logger.warn(
        { errorBudget: budget },
        'no bar was certified for so small an error budget: nothing is served by meaning',
      );
  }
}

/**
 * The parts of the decision that the configuration asks for. Whatever is missing of it is replaced by less: without weights vetoes
 * and the bundled bound, without a verifier what is known without reading.
 */
export function openDecision(context: Omit<JudgeContext, 'logger' | 'unread'>, warn: Warn): Decision {
  const { config, embedder } = context;
  const { bound, verify } = config.cache;
  if (bound !== null) return { type: 'bound', bound };
  const model = loadModel(embedder, warn);
  if (model === undefined) return { type: 'bound', bound: BUNDLED_BOUND };
  const verifier = verify.mode === 'off' ? undefined : openVerifier(context, model, warn);
  return { type: 'model', model, verifier, tuned: loadTuned(config, model, verifier, warn) };
}

/** Told what is missing, and why. */
type Warn = (what: string, why: string) => void;

function loadModel({ spaceId }: Pick<Embedder, 'spaceId'>, warn: Warn): DecisionModel | undefined {
  const instead = `hits are decided by vetoes and a cosine of ${BUNDLED_BOUND}`;
  try {
    const model = bundledDecision();
    if (model.spaceId === spaceId) return model;
    warn(
      `the bundled decision was not made for this embedding model: ${instead}`,
      `it is for ${model.spaceId}, this is ${spaceId}; set cache.bound for it`,
    );
  } catch (error) {
    warn(`the bundled decision cannot be read: ${instead}`, messageOf(error));
  }
  return undefined;
}

function openVerifier(
  context: Pick<JudgeContext, 'config' | 'closer' | 'health'>,
  model: DecisionModel,
  warn: Warn,
): Verifier | undefined {
  const { closer, health } = context;
  const { model: folder, threads } = context.config.cache.verify;
  try {
    const verifier = createLocalVerifier({
      folder,
      threads,
      maxQueue: threads * WAITING_READINGS_PER_THREAD,
    });
    if (verifier.id !== model.verifierId) {
      warn(
        'the verifier is not the one that the decision was made with: hits are decided without it',
        `it is ${verifier.id}, not ${model.verifierId}`,
      );
      return undefined;
    }
    closer.add('verifier', () => verifier.close());
    const warming = verifier.read({ asked: 'warm', cached: 'up', answer: '' }, AbortSignal.timeout(WARM_MS));
    health.during('verifier', warming);
    return verifier;
  } catch (error) {
    warn('the verifier cannot be used: hits are decided without it', messageOf(error));
    return undefined;
  }
}

function loadTuned(
  { dataDir }: Config,
  { spaceId }: DecisionModel,
  verifier: Verifier | undefined,
  warn: Warn,
): DecisionFile | undefined {
  const path = join(dataDir, DECISION_FILE);
  if (!existsSync(path)) return undefined;
  const read = readDecisionFile(readFileSync(path, 'utf8'));
  const problem =
    read.type === 'invalid'
      ? read.problems.join('; ')
      : misfitOf(read.decision, { spaceId, verifierId: verifier?.id ?? null });
  if (read.type === 'ok' && problem === undefined) return read.decision;
  warn(`${path} is left out: hits are decided by the bundled calibration`, problem ?? '');
  return undefined;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const DIALECTS: Readonly<Record<Entry['dialect'], Pick<Dialect, 'decodeResponse'>>> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
};
/** More than a verifier reads. */
const MOST_ANSWER_CHARS = 4_096;

/** Answers come back often, and reading five of them anew would be most of the decision's cost. */
const REMEMBERED_ANSWERS = 2_048;

function createAnswerReader(): (entry: Entry) => string {
  const remembered = new LRUCache<string, string>({ max: REMEMBERED_ANSWERS });
  return (entry) => {
    const key = `${entry.id} ${entry.createdAt}`; // an answer that replaces another has the same id
    const known = remembered.get(key) ?? answerOf(entry);
    remembered.set(key, known);
    return known;
  };
}

/** What a person would read of a stored answer. */
function answerOf({ dialect, body }: Entry): string {
  const [choice] = DIALECTS[dialect].decodeResponse(body).choices;
  const texts = (choice?.parts ?? []).map((part) => (part.type === 'text' ? part.text : ''));
  return texts.join('\n').slice(0, MOST_ANSWER_CHARS);
}
