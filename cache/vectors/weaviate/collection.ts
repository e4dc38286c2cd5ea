import type { Collection, WeaviateClass, WeaviateClient } from 'weaviate-client';
import { reasonOf, weaviateUnavailable } from './problems.ts';

/** What is stored beside each vector. */
export type StoredProperties = {
  readonly entryId: string;
  /** In brackets, as `partitionText` gives it. */
  readonly partition: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
};

export type VectorCollection = Collection<StoredProperties, string>;

/** In which way a property can be looked for; a filter over any other would read every object. */
const PROPERTIES = [
  { name: 'entryId', dataType: ['text'], indexFilterable: false, indexSearchable: false },
  {
    name: 'partition',
    dataType: ['text'],
    tokenization: 'field',
    indexFilterable: true,
    indexSearchable: false,
  },
  { name: 'expiresAt', dataType: ['number'], indexFilterable: false, indexRangeFilters: true },
] as const;

/**
 * Partitions up to this size are searched exactly, larger ones through the graph: there, exact takes four times as long
 * at 10,000 vectors (docs/weaviate.md). Weaviate's own 40,000 is made for filters that few queries have.
 */
const EXACT_UP_TO = 4_000;

/**
 * An HNSW index for each tenant, with the vectors as they are: a server may be set to compress those of new collections
 * (`DEFAULT_QUANTIZATION`), which shifts similarities by more than the decision can bear.
 */
function definition(name: string): WeaviateClass {
  return {
    class: name,
    description: 'Vectors of cached questions; made and read by Reprise.',
    multiTenancyConfig: { enabled: true, autoTenantCreation: true, autoTenantActivation: true },
    vectorConfig: {
      default: {
        vectorizer: { none: {} },
        vectorIndexType: 'hnsw',
        vectorIndexConfig: {
          distance: 'cosine',
          skipDefaultQuantization: true,
          flatSearchCutoff: EXACT_UP_TO,
          filterStrategy: 'acorn',
        },
      },
    },
    properties: PROPERTIES.map((property) => ({ ...property, dataType: [...property.dataType] })),
  };
}

/** The collection, made if it is not there and given what it lacks. Two gateways may do so at once. */
export async function openCollection(client: WeaviateClient, name: string): Promise<VectorCollection> {
  const found = (await readUsable(client, name)) ?? (await create(client, name));
  const misfit = misfitOf(found);
  if (misfit) {
    throw weaviateUnavailable(
      `the collection ${name} ${misfit}; delete it, or set cache.vectors.collection to another name`,
    );
  }
  const collection = client.collections.use<string, StoredProperties>(name);
  const present = new Set(found.properties?.map((property) => property.name));
  for (const { dataType, ...property } of PROPERTIES) {
    if (present.has(property.name)) continue;
    await ignoring(/already exists|conflict/i, () =>
      collection.config.addProperty({ ...property, dataType: dataType[0] }),
    );
  }
  return collection;
}

async function create(client: WeaviateClient, name: string): Promise<WeaviateClass> {
  await ignoring(/already exists/i, () => client.collections.createFromSchema(definition(name)));
  const made = await read(client, name);
  if (!made) throw weaviateUnavailable(`the collection ${name} is not there right after it was made`);
  return made;
}

/**
 * A write into a collection that somebody deleted makes the server invent one (auto-schema), without tenants, and refuse
 * the write. Such a one holds nothing and goes.
 */
async function readUsable(client: WeaviateClient, name: string): Promise<WeaviateClass | undefined> {
  const found = await read(client, name);
  if (!found || found.multiTenancyConfig?.enabled) return found;
  const { totalCount } = await client.collections.use(name).aggregate.overAll();
  if (totalCount > 0) return found;
  await client.collections.delete(name);
  return undefined;
}

/** Undefined where there is no such collection. */
async function read(client: WeaviateClient, name: string): Promise<WeaviateClass | undefined> {
  try {
    return await client.collections.exportToJson(name);
  } catch (error) {
    if ((error as { code?: unknown }).code === 404) return undefined;
    throw error;
  }
}

/** What makes a collection of this name unfit, as the end of a sentence. */
function misfitOf({ multiTenancyConfig, vectorConfig }: WeaviateClass): string | undefined {
  const index = vectorConfig?.default;
  if (!multiTenancyConfig?.enabled) return 'keeps tenants together';
  if (!index) return 'has no vector index of the name "default"';
  if (index.vectorIndexType !== 'hnsw') return `has an index of type ${index.vectorIndexType}, not hnsw`;
  const settings: Record<string, unknown> = { ...index.vectorIndexConfig };
  if (settings.distance !== 'cosine') return `measures ${String(settings.distance)}, not cosine`;
  const compression = ['rq', 'pq', 'bq', 'sq'].find((kind) => isEnabled(settings[kind]));
  return compression && `compresses its vectors (${compression})`;
}

const isEnabled = (setting: unknown): boolean =>
  (setting as { enabled?: unknown } | undefined)?.enabled === true;

/** Runs a step that another gateway may have been quicker with. */
async function ignoring(expected: RegExp, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!expected.test(reasonOf(error))) throw error;
  }
}
