import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Intent } from '../quality/data.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['bench/traffic/faq', 'train/data/faq'];
/** Questions with fewer forms leave nobody to ask when four are cached. */
const FORMS = 8;

/** All question sets of the repository, by domain. */
export function readQuestionSets(): ReadonlyMap<string, readonly Intent[]> {
  const intents = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(ROOT, folder, name), 'utf8').split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Intent),
  );
  return Map.groupBy(
    intents.filter(({ asked }) => asked.length >= FORMS),
    ({ domain }) => domain,
  );
}
