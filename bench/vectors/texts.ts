import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DATA_FOLDER, DOMAINS, readChecklist, readIntents } from '../quality/data.ts';

/** Texts to embed: questions people asked come first, in the order of their file; the rest is made for tests. */
export interface Texts {
  readonly asked: readonly string[];
  readonly all: readonly string[];
}

export function readTexts(): Texts {
  const asked = new Set(readQuestions());
  const all = new Set(asked);
  for (const domain of DOMAINS) {
    for (const intent of readIntents(domain)) {
      for (const text of intent.asked) all.add(text);
      for (const { text } of intent.lookalikes) all.add(text);
    }
  }
  for (const { a, b } of readChecklist()) all.add(a).add(b);
  return { asked: [...asked], all: [...all] };
}

function readQuestions(): string[] {
  const lines = gunzipSync(readFileSync(join(DATA_FOLDER, 'qqp-pairs.jsonl.gz')))
    .toString('utf8')
    .split('\n');
  return lines.filter(Boolean).flatMap((line) => {
    const { a, b } = JSON.parse(line) as { readonly a: string; readonly b: string };
    return [a, b];
  });
}
