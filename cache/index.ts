export { bundledDecision } from './decision/bundled-decision.ts';
export type { Asked, Believed, Candidate, Judge, Judgement, Refusal } from './decision/candidate.ts';
export {
  clopperPearsonLower,
  clopperPearsonUpper,
  provenWithin,
  rowsToProve,
} from './decision/clopper-pearson.ts';
export {
  type CorrectnessCurve,
  explorationProbability,
  fitCorrectness,
  type Observed,
  provenCorrectness,
} from './decision/correctness-curve.ts';
export { type CountedBar, countBars, type Scored } from './decision/count-bars.ts';
export {
  type Calibration,
  type DecisionFile,
  decisionFileSchema,
  misfitOf,
  readDecisionFile,
} from './decision/decision-file.ts';
export {
  barFor,
  type CertifiedBar,
  type DecisionModel,
  readDecisionModel,
} from './decision/decision-model.ts';
export {
  addLabel,
  DEFAULT_SPREAD,
  type EntryEvidence,
  type EntryLabel,
  NO_EVIDENCE,
  offsetOf,
  withEvidence,
} from './decision/evidence.ts';
export { createEvidenceBook, type EvidenceBook } from './decision/evidence-book.ts';
export { type EvidenceCount, evidenceOf } from './decision/evidence-count.ts';
export { FEATURES, featureRow, READ_FEATURES } from './decision/features.ts';
export { BUNDLED_BOUND, judgeByBound } from './decision/judge-by-bound.ts';
export { judgeByModel, type ModelJudgeParts } from './decision/judge-by-model.ts';
export {
  type BarQuestion,
  type ChosenBar,
  chooseBar,
  type RefusedBar,
} from './decision/learn-then-test.ts';
export {
  fitLogistic,
  type LogisticFit,
  type LogisticModel,
  logit,
  logOddsOf,
  predict,
  type Sign,
  sigmoid,
} from './decision/logistic.ts';
export { createRandom } from './decision/random.ts';
export { barWithin, calibrated } from './decision/tuned.ts';
export { type Weighable, weighCandidates } from './decision/weigh-candidates.ts';
export { decodeEntry, encodeEntry } from './entries/entry-codec.ts';
export type { EntryHead, EntryJournal, JournalChange, JournalRecord } from './entries/entry-journal.ts';
export { type FollowEntriesOptions, type Follower, followEntries } from './entries/follow-entries.ts';
export { lateEntryStore } from './entries/late-entry-store.ts';
export {
  createMemoryEntryStore,
  type EntryStoreStats,
  type MemoryEntryStore,
} from './entries/memory-entry-store.ts';
export { type Entry, isExpired, type Provenance } from './entry.ts';
export { createFirstLevel, type FirstLevel, type FirstLevelOptions } from './first-level/first-level.ts';
export { withFirstLevel } from './first-level/shared-entries.ts';
export { digest, type Identity, type IdentityInput, identify, partitionOf } from './identity/identity.ts';
export { type Caller, type Scope, tenantScope } from './identity/tenant-scope.ts';
export { type AskedQuestion, readQuestion } from './lookup/asked-question.ts';
export { createBreaker } from './lookup/breaker.ts';
export { embedQuestion } from './lookup/embed-question.ts';
export { findExact } from './lookup/exact.ts';
export { findNear } from './lookup/near.ts';
export { type LookupObserver, type LookupStage, silentObserver, type Tier } from './lookup/observer.ts';
export type { Doubtful, Hit, LookupResult, Miss, MissReason, Prepared } from './lookup/result.ts';
export { createNoCache } from './no-cache.ts';
export { type CacheCase, type CacheRequest, openCase } from './open-case.ts';
export { classifyRequest, type RequestClass } from './policy/classify.ts';
export { type CachePlan, type CacheSettings, type CacheWishes, planCache } from './policy/plan.ts';
export type { EntryChange, EntryFilter, EntryPage, EntryStore } from './ports/entry-store.ts';
export type { Neighbour, VectorQuery, VectorRecord, VectorStore } from './ports/vector-store.ts';
export type { OfferResult, WriteQueue } from './ports/write-queue.ts';
export {
  createSemanticCache,
  type SemanticCache,
  type SemanticCacheParts,
} from './semantic-cache.ts';
export { RECORDS_EACH, recordIdsOf, recordsOf } from './vectors/entry-records.ts';
export type { LargePartitionOptions } from './vectors/hnsw/large-partition-options.ts';
export { loadVectors } from './vectors/load-vectors.ts';
export { createMemoryVectorStore, type MemoryVectorStore } from './vectors/memory-vector-store.ts';
export { mostVectors } from './vectors/wasm-arena.ts';
export { answerTextOf } from './write/answer-text.ts';
export {
  type AnswerToEmbed,
  type AnswerVectorEnd,
  type AnswerVectors,
  createAnswerVectors,
} from './write/answer-vectors.ts';
export { buildWriteJob } from './write/build-entry.ts';
export type { FinishedAnswer } from './write/finished-answer.ts';
export { createLateVectors, type LateVectors } from './write/late-vectors.ts';
export { createOverlay, type Overlay } from './write/overlay.ts';
export { createSchemaChecker } from './write/schema-checker.ts';
export { indexEntry, storeAnswer, type WriteJob, writeJobBytes } from './write/store-answer.ts';
export { type GateRefusal, refuseToStore } from './write/store-gate.ts';
export { type WriteEnd, writeAnswer } from './write/write-answer.ts';
export { decodeWriteJob, encodeWriteJob } from './write/write-job-codec.ts';
