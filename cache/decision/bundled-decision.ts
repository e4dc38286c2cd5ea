import { readFileSync } from 'node:fs';
import { type DecisionModel, readDecisionModel } from './decision-model.ts';

const BUNDLED = new URL('./bundled.json', import.meta.url);

/** The decision of a fresh install: fitted and calibrated before it was shipped (`train/`). @throws Error when its file is damaged */
export function bundledDecision(): DecisionModel {
  return readDecisionModel(readFileSync(BUNDLED, 'utf8'));
}
