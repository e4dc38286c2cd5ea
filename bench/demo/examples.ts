import type { Result } from './drive.ts';
import type { Nearest, NearestOf } from './nearest.ts';

/** One question with what the cache made of it. */
export interface Example {
  readonly asked: string;
  readonly kind: string;
  /** The nearest cached question, or the one whose answer was served. */
  readonly cached: string;
  readonly similarity: number;
  readonly verdict: string;
  readonly sign: 'good' | 'costly' | 'wrong';
}

type Compared = { readonly result: Result; readonly near: Nearest };

/** The most telling results: a hit, a veto, a paraphrase that was too far, a near look-alike, and wrong hits. */
export function pickExamples(results: readonly Result[], nearestOf: NearestOf): readonly Example[] {
  const compared = results.flatMap((result): Compared[] => {
    const near = nearestOf(result);
    return near ? [{ result, near }] : [];
  });
  const closest = (test: (one: Compared) => boolean): Compared | undefined =>
    compared.filter(test).toSorted((one, other) => other.near.similarity - one.near.similarity)[0];
  const hit = ({ result }: Compared): boolean =>
    result.outcome.type === 'hit' && result.outcome.tier === 'semantic';
  const missed = ({ result }: Compared, reason: string): boolean =>
    result.outcome.type === 'provider' && result.outcome.reason.startsWith(reason);
  const isOther = ({ result, near }: Compared): boolean => near.truth !== result.request.truth;

  const farthestHit = compared
    .filter((one) => hit(one) && one.result.right)
    .toSorted((one, other) => one.near.similarity - other.near.similarity)[0];
  return [
    example(farthestHit, 'good', () => 'served: near enough, and no slot differs'),
    example(
      closest((one) => missed(one, 'veto:') && isOther(one)),
      'good',
      (reason) => `not served, rightly: ${reason}`,
    ),
    example(
      closest((one) => missed(one, 'below-bar') && isOther(one)),
      'good',
      () => 'not served, rightly: below the bar',
    ),
    example(
      closest((one) => missed(one, 'below-bar') && one.result.request.kind === 'paraphrase' && !isOther(one)),
      'costly',
      () => 'not served although it could be: below the bar',
    ),
    example(
      closest((one) => missed(one, 'veto:') && !isOther(one)),
      'costly',
      (reason) => `not served although it could be: ${reason}`,
    ),
    ...compared
      .filter(({ result }) => result.outcome.type === 'hit' && !result.right)
      .slice(0, 3)
      .map((one) => example(one, 'wrong', () => 'served the other question’s answer')),
  ].filter((one) => one !== undefined);
}

function example(
  found: Compared | undefined,
  sign: Example['sign'],
  verdict: (reason: string) => string,
): Example | undefined {
  if (found === undefined) return undefined;
  const { request, outcome } = found.result;
  const { text, similarity } = found.near;
  const kind = request.variant === undefined ? request.kind : `${request.kind}: ${request.variant}`;
  return {
    asked: request.text,
    kind,
    cached: text,
    similarity,
    verdict: verdict(outcome.type === 'hit' ? outcome.tier : outcome.reason),
    sign,
  };
}
