import type { FilterValue, WeaviateObject } from 'weaviate-client';
import type { Neighbour, VectorQuery } from '../../ports/vector-store.ts';
import type { StoredProperties, VectorCollection } from './collection.ts';
import { partitionText, tenantName } from './names.ts';
import { weaviateUnavailable } from './problems.ts';
import { whereTenantIs } from './tenants.ts';

/** What a server returns at most (`QUERY_MAXIMUM_RESULTS`, by default). */
const MOST_RESULTS = 10_000;
/** Neighbours asked for beyond those wanted: as many expired ones cost no second query. */
const SPARE = 5;

type Found = WeaviateObject<StoredProperties, undefined>;

/**
 * Asks for some more than wanted and leaves the expired ones out: a look for the time in every query would take Weaviate
 * as long as the search. Only where too few live ones came does it look, so that no expired one shadows a live one.
 */
export async function nearestLive(
  collection: VectorCollection,
  { tenant, partition, vector, limit, floor }: VectorQuery,
  now: number,
  abortSignal: AbortSignal,
): Promise<readonly Neighbour[]> {
  const { filter } = collection;
  const { query } = collection.withTenant(tenantName(tenant));
  const within = filter.byProperty('partition').equal(partitionText(partition));
  const numbers = Array.from(vector);
  const nearest = (most: number, filters: FilterValue): Promise<readonly Found[]> =>
    whereTenantIs([], async () => {
      const wanted = { limit: most, filters, returnMetadata: ['distance' as const] };
      return (await query.nearVector(numbers, wanted, { abortSignal })).objects;
    });

  const near = (found: readonly Found[]): readonly Neighbour[] =>
    found.map(toNeighbour).filter(({ similarity }) => similarity >= floor);

  const wanted = Math.min(limit, MOST_RESULTS - SPARE);
  const found = await nearest(wanted + SPARE, within);
  const live = found.filter(({ properties }) => properties.expiresAt > now).slice(0, wanted);
  if (live.length === wanted || found.length < wanted + SPARE) return near(live);
  return near(await nearest(wanted, allOf(within, filter.byProperty('expiresAt').greaterThan(now))));
}

/** `distance` is 1 - cosine; `certainty`, which Weaviate also offers, is not cosine. */
function toNeighbour({ properties, metadata }: Found): Neighbour {
  const distance = metadata?.distance;
  if (distance === undefined) throw weaviateUnavailable('an answer without distances');
  return { id: properties.entryId, similarity: Math.max(-1, Math.min(1, 1 - distance)) };
}

const allOf = (...filters: FilterValue[]): FilterValue => ({ operator: 'And', filters, value: null });
