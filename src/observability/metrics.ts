import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LookupObserver } from '#cache';
import type { GatewayObserver } from '#gateway';

/** Gauges that are read when somebody looks; one that is undefined is not known at the moment. */
export interface MetricSources {
  /** What this process holds of the cache. */
  readonly stats: () => { readonly entries: number; readonly bytes: number };
  readonly queueDepth: () => number;
  readonly deadLetters: () => number | undefined;
  /** Parts of the decision that are missing, each replaced by less. */
  readonly degraded: () => number;
  /** Copies in this process of what shared stores hold. */
  readonly firstLevel:
    | { readonly stats: () => { readonly entries: number; readonly bytes: number } }
    | undefined;
}

/** What one batch of a provider's embeddings took. */
export interface EmbeddingRecord {
  readonly model: string;
  /** Undefined is unknown, and so is a cost. */
  readonly tokens: number | undefined;
  readonly requests: number;
  readonly costNanos: number | undefined;
}

export interface Metrics {
  readonly lookup: Omit<LookupObserver, 'failure'>;
  readonly gateway: GatewayObserver;
  /** Embeddings bought from a provider; their cost is part of the whole. */
  readonly embedded: (record: EmbeddingRecord) => void;
  /** What became of the vector of a stored answer. */
  readonly answerEmbedded: (end: string) => void;
  /** One request answered: `route` is the path's pattern, `cache` how the cache took part. */
  readonly request: (route: string, status: number, cache: string, seconds: number) => void;
  readonly follow: (sources: MetricSources) => void;
  /** Prometheus text format. */
  readonly render: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly close: () => void;
}

const LATENCY = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const STAGE = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25];
const SIMILARITY = [0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1];
const PROBABILITY = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

/**
 * Every metric of the gateway, prefix `reprise_`. Labels never carry a tenant, a key or a prompt.
 * @param isKnownModel other models are counted as `other`, so that clients cannot make up series
 */
export function createMetrics(isKnownModel: (model: string) => boolean): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name: `reprise_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ) => new Histogram<L>({ name: `reprise_${name}`, help, buckets, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string, read: () => number | undefined): Gauge =>
    new Gauge({
      name: `reprise_${name}`,
      help,
      registers,
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });

  collectDefaultMetrics({ register: registry, prefix: 'reprise_' });
  const requests = counter('requests_total', 'Requests answered', ['route', 'status']);
  const durations = histogram('request_duration_seconds', 'Time to the last byte of an answer', LATENCY, [
    'cache',
  ]);
  const lookups = counter('cache_lookups_total', 'Cache lookups by tier and result', ['tier', 'result']);
  const vetoes = counter('cache_vetoes_total', 'Near candidates refused because a slot differs', ['slot']);
  const stages = histogram('cache_stage_duration_seconds', 'Time of each stage of a lookup', STAGE, [
    'stage',
  ]);
  const similarity = histogram('cache_similarity', 'Cosine of the nearest candidate', SIMILARITY);
  const probability = histogram(
    'cache_probability',
    'Probability that the best candidate is right, as the decision saw it',
    PROBABILITY,
  );
  const verifications = counter(
    'cache_verifications_total',
    'Questions to a chat model whether a cached answer is right, by what came of them',
    ['result'],
  );
  const answerVectors = counter(
    'cache_answer_vectors_total',
    'Vectors of stored answers, by what became of them',
    ['result'],
  );
  const writes = counter('cache_writes_total', 'Answers offered to the cache, by what became of them', [
    'result',
  ]);
  const attempts = counter('upstream_requests_total', 'Attempts at providers', [
    'provider',
    'model',
    'status',
  ]);
  const upstream = histogram(
    'upstream_duration_seconds',
    'Time of an attempt, to its whole answer or its first bytes',
    LATENCY,
    ['provider'],
  );
  const firstToken = histogram(
    'upstream_time_to_first_token_seconds',
    'Time to a stream’s first bytes',
    LATENCY,
    ['provider'],
  );
  const tokens = counter('tokens_total', 'Tokens bought from providers', ['type']);
  const tokensSaved = counter('tokens_saved_total', 'Tokens that hits made unnecessary');
  const cost = counter('cost_usd_total', 'Cost of provider calls whose price is known, in dollars');
  const costSaved = counter(
    'cost_saved_usd_total',
    'Cost that hits made unnecessary, where the price is known',
  );
  const unpriced = counter('unpriced_answers_total', 'Answers whose cost is unknown: no price, or no usage', [
    'what',
  ]);

  const embeddingRequests = counter('embedding_requests_total', 'Requests to a provider for embeddings');
  const embeddingTokens = counter('embedding_tokens_total', 'Tokens of embeddings bought from a provider');

  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  new Gauge({
    name: 'reprise_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last scrape',
    labelNames: ['quantile'],
    registers,
    collect() {
      for (const quantile of [50, 99, 100])
        this.set({ quantile: String(quantile / 100) }, loop.percentile(quantile) / 1e9);
      loop.reset();
    },
  });

  const model = (name: string): string => (isKnownModel(name) ? name : 'other');

  return {
    lookup: {
      stage: (stage, seconds) => stages.observe({ stage }, seconds),
      result: (tier, result) => lookups.inc({ tier, result }),
      similarity: (cosine) => similarity.observe(cosine),
      probability: (value) => probability.observe(value),
      veto: (slot) => vetoes.inc({ slot }),
    },
    answerEmbedded: (result) => answerVectors.inc({ result }),
    gateway: {
      attempt: (record) => {
        attempts.inc({
          provider: record.provider,
          model: model(record.model),
          status: String(record.status),
        });
        upstream.observe({ provider: record.provider }, record.seconds);
      },
      firstToken: (provider, _model, seconds) => firstToken.observe({ provider }, seconds),
      brokenStream: (provider, name, how) => attempts.inc({ provider, model: model(name), status: how }),
      used: ({ usage, costNanos }) => {
        if (usage.inputTokens !== undefined) tokens.inc({ type: 'input' }, usage.inputTokens);
        if (usage.outputTokens !== undefined) tokens.inc({ type: 'output' }, usage.outputTokens);
        if (usage.cachedInputTokens !== undefined)
          tokens.inc({ type: 'cached_input' }, usage.cachedInputTokens);
        if (costNanos === undefined) unpriced.inc({ what: 'bought' });
        else cost.inc(costNanos / 1e9);
      },
      saved: ({ usage, costNanos }) => {
        tokensSaved.inc((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
        if (costNanos === undefined) unpriced.inc({ what: 'saved' });
        else costSaved.inc(costNanos / 1e9);
      },
      shadowHit: (tier) => lookups.inc({ tier, result: 'shadow' }),
      verification: (result) => verifications.inc({ result }),
      write: (result) => writes.inc({ result }),
    },
    embedded: ({ tokens: bought, requests: sent, costNanos }) => {
      embeddingRequests.inc(sent);
      if (bought !== undefined) embeddingTokens.inc(bought);
      if (costNanos === undefined) unpriced.inc({ what: 'embedding' });
      else cost.inc(costNanos / 1e9);
    },
    request: (route, status, cache, seconds) => {
      requests.inc({ route, status: String(status) });
      durations.observe({ cache }, seconds);
    },
    follow: ({ stats, queueDepth, deadLetters, degraded, firstLevel }) => {
      gauge('cache_entries', 'Entries of the cache in this process', () => stats().entries);
      gauge('cache_bytes', 'Bytes of the entries in this process', () => stats().bytes);
      gauge('write_queue_depth', 'Answers waiting to be stored', queueDepth);
      gauge('cache_decision_degraded', 'Parts of the decision that are missing, replaced by less', degraded);
      gauge('write_queue_dead_letters', 'Answers put aside after failing for good', deadLetters);
      if (!firstLevel) return;
      const copies = 'Copies in this process of entries in a shared store';
      gauge('cache_first_level_entries', copies, () => firstLevel.stats().entries);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => {
      loop.disable();
      registry.clear();
    },
  };
}
