import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '#observability';
import { interpolate, readComposeFile } from '../kit/compose-file.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = parse(readFileSync('deploy/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule] as const);

/** Names that Prometheus itself makes for every target. */
const OF_PROMETHEUS = new Set(['job', 'instance']);
/** The labels of each metric, after one of each kind of thing has happened. */
let labels: ReadonlyMap<string, ReadonlySet<string>>;
const metrics = createMetrics(() => true);
beforeAll(async () => {
  const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };
  const stats = () => ({ entries: 1, bytes: 1 });
  metrics.follow({
    stats,
    queueDepth: () => 1,
    deadLetters: () => 1,
    degraded: () => 0,
    firstLevel: { stats },
  });
  metrics.request('/v1/chat/completions', 200, 'miss', 0.1);
  metrics.lookup.result('exact', 'hit');
  metrics.gateway.attempt({ provider: 'openai', model: 'm', status: 200, seconds: 0.1 });
  metrics.gateway.write('queued');
  metrics.gateway.used({ usage, costNanos: undefined });
  labels = labelsOf((await metrics.render()).text);
});
afterAll(() => metrics.close());

function labelsOf(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) found.set(name, new Set());
  for (const [, name = '', inside = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const known = found.get(name) ?? found.get(name.replace(/_(bucket|sum|count)$/, ''));
    for (const [, label = ''] of inside.matchAll(/(\w+)="/g)) known?.add(label);
  }
  return found;
}

describe('the alerts', () => {
  test.each(rules)('%s reads metrics that exist, by labels that they have', (_alert, { expr }) => {
    const selectors = [...expr.matchAll(/\b(reprise_\w+|up)\b(?:\{([^}]*)\})?/g)];
    expect(selectors.length).toBeGreaterThan(0);
    for (const [, name = '', inside = ''] of selectors) {
      const had = name === 'up' ? OF_PROMETHEUS : labels.get(name);
      expect([name, had !== undefined]).toEqual([name, true]);
      for (const [, label = ''] of inside.matchAll(/(\w+)[=!]/g)) expect([...(had ?? [])]).toContain(label);
      for (const [, by = ''] of expr.matchAll(/by \((\w+)\)/g)) expect([...(had ?? [])]).toContain(by);
    }
  });

  test.each(rules)('%s waits for a while, says how grave it is and what has happened', (_alert, rule) => {
    expect(rule.for).toMatch(/^\d+m$/);
    expect(rule.labels.severity).toMatch(/^(critical|warning)$/);
    expect(rule.annotations.summary).toMatch(/^.+\.$/);
  });

  test.each(rules)('%s is shown to fire and to keep quiet', (alert) => {
    const { tests } = parse(readFileSync('deploy/alerts.test.yml', 'utf8')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const [quiet, loud] = tests.map(({ alert_rule_test: cases }) =>
      cases.find(({ alertname }) => alertname === alert),
    );
    expect(quiet?.exp_alerts).toEqual([]);
    expect(loud?.exp_alerts).toHaveLength(1);
  });
});

describe('what Prometheus collects', () => {
  const file = parse(readFileSync('deploy/prometheus.yml', 'utf8')) as {
    rule_files: string[];
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  const { services } = readComposeFile();

  test('comes from services of the compose file, at the port they listen on, by a network that it is on', () => {
    const targets = file.scrape_configs.flatMap(({ static_configs: configs }) =>
      configs.flatMap((c) => c.targets),
    );
    expect(targets.toSorted()).toEqual(['gateway:8080', 'worker:8080']);
    for (const target of targets) {
      const [host = '', port = ''] = target.split(':');
      expect(interpolate(services[host]?.environment?.REPRISE_PORT ?? '')).toBe(port);
      expect(services[host]?.networks).toContain('default');
    }
    expect(services.prometheus?.networks ?? ['default']).toContain('default');
  });

  test('is the job that the alerts name', () => {
    expect(file.scrape_configs.map(({ job_name: name }) => name)).toEqual(['reprise']);
    expect(rules.some(([, { expr }]) => expr.includes('job="reprise"'))).toBe(true);
  });

  test('is held against rules that are mounted where it looks for them', () => {
    for (const path of file.rule_files)
      expect(services.prometheus?.volumes?.some((volume) => volume.includes(`:${path}`))).toBe(true);
    expect(services.prometheus?.command).toContain('--config.file=/etc/prometheus/prometheus.yml');
  });
});
