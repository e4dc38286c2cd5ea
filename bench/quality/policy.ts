import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyRequest, type RequestClass } from '../../cache/policy/classify.ts';
import { type Share, share } from './intervals.ts';

/** A request with the class that a reader gave it. */
export interface PolicyCase {
  readonly text: string;
  readonly class: RequestClass;
  readonly note?: string;
  /** The same for both halves of a minimal pair. */
  readonly pair?: string;
}

/** `build` was open while the classifier was made, `held-out` was not. */
export type PolicyPart = 'build' | 'held-out';

export interface ClassFigures {
  readonly class: RequestClass;
  /** Of those called so, how many are. */
  readonly precision: Share;
  /** Of those that are, how many are called so. */
  readonly recall: Share;
}

export interface PolicyFigures {
  readonly part: PolicyPart;
  readonly n: number;
  readonly classes: readonly ClassFigures[];
  /**
   * Of the requests called `general`, how many depend on the moment, the person or a deed: the ones that may be served an
   * answer which is not theirs. What leans on context and is called so is left out.
   */
  readonly dangerous: Share;
}

export interface PolicyMeasurement {
  readonly parts: readonly PolicyFigures[];
  /** Forms of question sets that serve everybody, of domains that nothing was fitted on, and are called `general`. */
  readonly questionSets: Share;
  /** One classification of a held-out request, median of rounds. */
  readonly microseconds: number;
}

const ROOT = join(import.meta.dirname, '../..');
const CLASSES: readonly RequestClass[] = ['general', 'time-bound', 'personal', 'action', 'context'];
const OPEN_DOMAINS = ['cityhall', 'cloudapi', 'energy', 'hrpolicy', 'university'];
const ROUNDS = 9;

const rowsOf = <Row>(path: string): readonly Row[] =>
  readFileSync(join(ROOT, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

export const readPolicyCases = (part: PolicyPart): readonly PolicyCase[] =>
  rowsOf<PolicyCase>(`test/data/policy/${part}.jsonl`);

/** How well requests are told apart by their words, with Wilson's 95 % intervals. */
export function measurePolicy(): PolicyMeasurement {
  const asked = OPEN_DOMAINS.flatMap((domain) =>
    rowsOf<{ readonly asked: readonly string[] }>(`bench/traffic/faq/${domain}.jsonl`).flatMap(
      (row) => row.asked,
    ),
  );
  return {
    parts: [figuresOf('build'), figuresOf('held-out')],
    questionSets: share(asked.filter((text) => classifyRequest(text) === 'general').length, asked.length),
    microseconds: timeOf(readPolicyCases('held-out').map(({ text }) => text)),
  };
}

function figuresOf(part: PolicyPart): PolicyFigures {
  const read = readPolicyCases(part).map((one) => ({ is: one.class, called: classifyRequest(one.text) }));
  const count = (is: RequestClass | undefined, called: RequestClass | undefined): number =>
    read.filter((one) => (is ?? one.is) === one.is && (called ?? one.called) === one.called).length;
  const general = count(undefined, 'general');
  const harmless = count('general', 'general') + count('context', 'general');
  return {
    part,
    n: read.length,
    classes: CLASSES.map((name) => ({
      class: name,
      precision: share(count(name, name), count(undefined, name)),
      recall: share(count(name, name), count(name, undefined)),
    })),
    dangerous: share(general - harmless, general),
  };
}

function timeOf(texts: readonly string[]): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    for (const text of texts) classifyRequest(text);
    return ((performance.now() - started) * 1000) / texts.length;
  });
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}

const percent = ({ value, low, high, n }: Share): string => {
  const whole = (part: number): string => (100 * part).toFixed(1);
  return `${whole(value)} (${whole(low)}–${whole(high)}; ${n})`;
};

/** The rows of the table in docs/policy.md. */
export const policyRows = ({ parts }: PolicyMeasurement): readonly string[] =>
  parts.flatMap(({ part, classes }) =>
    classes.map(
      ({ class: name, precision, recall }) =>
        `| ${part} | ${name} | ${percent(precision)} | ${percent(recall)} |`,
    ),
  );

if (process.argv[1] === import.meta.filename) {
  const measured = measurePolicy();
  console.log(policyRows(measured).join('\n'));
  for (const { part, dangerous } of measured.parts) console.log(`dangerous, ${part}: ${percent(dangerous)}`);
  console.log(`question sets called general: ${percent(measured.questionSets)}`);
  console.log(`microseconds: ${measured.microseconds.toFixed(1)}`);
}
