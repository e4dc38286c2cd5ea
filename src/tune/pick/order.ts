import { createHash } from 'node:crypto';
import { type Candidate, pairKey, type Stratum } from './strata.ts';

/**
 * The order in which pairs are worth labelling. Each stratum gets its share of the labels, at whatever place the work
 * stops: the share grows with its size and with what a label of it tells. Within a stratum the order is random, since
 * what was picked by hand would say nothing of the rest.
 *
 * @param labelled pairs that have a label already, by key: they count towards the share of their stratum
 */
export function orderCandidates(
  strata: readonly Stratum[],
  labelled: ReadonlySet<string>,
  seed: number,
): readonly Candidate[] {
  const queues = strata.map((stratum) => {
    const waiting = shuffled(stratum.candidates, seed).filter(({ pair }) => !labelled.has(pairKey(pair)));
    return {
      claim: stratum.pairs * stratum.worth,
      taken: stratum.candidates.length - waiting.length,
      waiting,
      next: 0,
    };
  });
  const order: Candidate[] = [];
  for (;;) {
    let best: (typeof queues)[number] | undefined;
    let most = 0;
    for (const queue of queues) {
      if (queue.next >= queue.waiting.length) continue;
      // The method of highest averages, with which seats are given to parties; a stratum without any label comes first.
      const claim = queue.taken === 0 ? Number.MAX_VALUE : queue.claim / (queue.taken + 0.5);
      if (claim > most) [best, most] = [queue, claim];
    }
    const candidate = best?.waiting[best.next];
    if (best === undefined || candidate === undefined) return order;
    best.next += 1;
    best.taken += 1;
    order.push(candidate);
  }
}

function shuffled(candidates: readonly Candidate[], seed: number): readonly Candidate[] {
  return candidates
    .map((candidate) => ({
      candidate,
      key: createHash('sha256')
        .update(`${seed} ${pairKey(candidate.pair)}`)
        .digest('hex'),
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ candidate }) => candidate);
}
