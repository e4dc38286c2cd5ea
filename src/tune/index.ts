export { createCosineScorer } from './cosine-scorer.ts';
export type { LabelledPair, PairLabel, QuestionPair } from './labels/labelled-pair.ts';
export { type PairFile, PairFileError, readLabels, readPairs } from './labels/read-labels.ts';
export { makeDecisionFile } from './make-decision-file.ts';
export type { TuneReport } from './report.ts';
export { type PairScore, type PairScorer, scoreAll, servedBy } from './scorer.ts';
export { htmlReport } from './show/html.ts';
export { terminalReport } from './show/terminal.ts';
export { type Tuning, tune } from './tune.ts';
