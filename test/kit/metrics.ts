import { until } from './until.ts';

/** The numbers of one look at `/metrics`. */
export interface MetricsReading {
  /** The sum of all series of this name whose labels include these; 0 when there are none. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number;
  readonly names: () => ReadonlySet<string>;
  readonly text: string;
}

const SERIES = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;

/** Reads a gateway's metrics as Prometheus would. */
export async function readMetrics(gatewayUrl: string): Promise<MetricsReading> {
  const response = await fetch(`${gatewayUrl}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  const series = text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = SERIES.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels: readLabels(labels), value: Number(value) }];
  });
  return {
    text,
    names: () => new Set(series.map(({ name }) => name)),
    sum: (name, labels = {}) =>
      series
        .filter((one) => one.name === name)
        .filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
        .reduce((total, one) => total + one.value, 0),
  };
}

function readLabels(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]),
  );
}

/** How much a metric grew while `work` ran. */
export async function growth(
  gatewayUrl: string,
  names: readonly (readonly [name: string, labels?: Readonly<Record<string, string>>])[],
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  const before = await readMetrics(gatewayUrl);
  await work();
  const after = await readMetrics(gatewayUrl);
  return names.map(([name, labels]) => after.sum(name, labels) - before.sum(name, labels));
}

/** Resolves once everything that was answered is stored: equal requests hit at once, paraphrases from then on. */
export async function written(gatewayUrl: string): Promise<void> {
  await until('the write queue is empty', async () => {
    const metrics = await readMetrics(gatewayUrl);
    return metrics.sum('reprise_write_queue_depth') === 0;
  });
}
