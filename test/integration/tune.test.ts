import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDecisionFile } from '../../cache/decision/decision-file.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-tune-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a folder of its own; `input` is what somebody types. */
function reprise(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, TMPDIR: folder, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString();
  });
  child.stdin.on('error', () => {}); // it may have ended before all was typed
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

interface Intent {
  readonly id: string;
  readonly asked: readonly string[];
  readonly answer: string;
}

const intents = (domain: string): readonly Intent[] =>
  readFileSync(join(ROOT, 'bench/traffic/faq', `${domain}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Intent);

/** Easy labels: light rewordings of a question are the same, another question is not. */
const LABELS = ['banking', 'telecom'].flatMap(intents).flatMap(({ asked, answer }, i, all) => {
  const [cached = '', second = ''] = asked;
  const other = all[(i + 17) % all.length]?.asked[0] ?? '';
  return [
    { asked: `${cached.replace(/[?.!]$/, '')}`, cached, answer, label: 'same' },
    { asked: `Hello, ${cached}`, cached: second, answer, label: 'unsure' },
    { asked: second.toLowerCase().replace(/[?.!]$/, ''), cached: second, answer, label: 1 },
    { asked: other, cached, answer, label: 'different' },
  ];
});

const write = (name: string, lines: readonly unknown[]): string => {
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return name;
};

const files = (): readonly string[] =>
  existsSync(join(folder, '.reprise')) ? readdirSync(join(folder, '.reprise')) : [];

describe('[C19] reprise tune', () => {
  it('finds the bar of a fixed similarity, and says which setting it is', async () => {
    const labels = write('labels.jsonl', LABELS);
    const env = { REPRISE_CACHE__BOUND: '0.99' };
    const args = [
      'tune',
      labels,
      '--error-budget',
      '0.05',
      '--json',
      '--html',
      'page.html',
      '--price-per-call',
      '0.002',
    ];
    const { code, out, err } = await reprise(args, '', env);
    expect(err).toMatch(/cache:\n {2}bound: 0\.\d+/);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.tuning.outcome).toMatchObject({ type: 'chosen' });
    expect(report.tuning.outcome.upper).toBeLessThanOrEqual(0.05);
    expect(report.tuning.outcome.reported.hitRate.value).toBeGreaterThan(0.3);
    expect(report.tuning.savings.perThousand.value).toBeGreaterThan(0);
    expect(report.tuning.counts.unsure).toBe(LABELS.length / 4);
    expect(report.decision.similarity).toBeLessThan(0.99);
    expect(report.decisionFile).toBe(null);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page.includes('How the cache should decide') && page.includes('<svg')).toBe(true);
    expect(files()).toEqual([]);
  });

  it('refuses on thin evidence with the number of labels missing, and applies nothing', async () => {
    const labels = write('labels.jsonl', LABELS.slice(0, 40));
    const { code, out } = await reprise(['tune', labels, '--apply']);
    expect(out).toMatch(/About [\d,]+ more labels are missing/);
    expect(out).toContain('Nothing was applied.');
    expect(code).toBe(2);
    expect(files()).not.toContain('decision.json');
  });

  it('tells broken lines by number and goes on with the rest', async () => {
    const text = LABELS.slice(0, 20).map((label) => JSON.stringify(label));
    writeFileSync(
      join(folder, 'labels.jsonl'),
      [...text.slice(0, 4), '{"asked":', ...text.slice(4)].join('\n'),
    );
    const { err, out } = await reprise(['tune', 'labels.jsonl']);
    expect(err).toContain('labels.jsonl:5: not JSON');
    expect(out).toContain('20 labelled pairs');
    expect(out).toContain('1 lines broken');
  });

  it.each([
    ['a file that is not there', ['tune', 'nothing.jsonl'], 'There is no file nothing.jsonl.'],
    ['a share that is none', ['tune', 'x', '--error-budget', '5'], 'It takes a share between 0 and 1'],
    ['a price that is none', ['tune', 'x', '--price-per-call', 'much'], 'It takes dollars per call'],
  ])('ends with a sentence at %s', async (_, args, sentence) => {
    const { code, err } = await reprise(args);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect(code).toBe(1);
  });
});

describe('[C19] applying what reprise tune found', () => {
  const broken = [...LABELS.map((label) => JSON.stringify(label)), '{"asked":'].join('\n');
  const decision = () => join(folder, '.reprise/decision.json');

  it('writes what the gateway reads, with where it came from', async () => {
    const { code, out } = await reprise([
      'tune',
      write('labels.jsonl', LABELS),
      '--error-budget',
      '0.1',
      '--apply',
    ]);
    expect(out).toContain('cache:\n  errorBudget: 0.1');
    expect(out).toContain('Applied: .reprise/decision.json');
    expect(code).toBe(0);
    const read = readDecisionFile(readFileSync(decision(), 'utf8'));
    expect(read).toMatchObject({
      type: 'ok',
      decision: { errorBudget: 0.1, labels: { pairs: LABELS.length } },
    });
    expect(statSync(decision()).mode & 0o077).toBe(0);
  });

  it('does not happen while lines are broken, unless that is allowed', async () => {
    writeFileSync(join(folder, 'labels.jsonl'), broken);
    const args = ['tune', 'labels.jsonl', '--error-budget', '0.1', '--apply'];
    const refused = await reprise(args);
    expect(refused.out).toContain('Nothing was applied, since lines could not be read');
    expect(refused.code).toBe(1);
    expect(existsSync(decision())).toBe(false);
    expect((await reprise([...args, '--allow-broken'])).code).toBe(0);
    expect(existsSync(decision())).toBe(true);
  });
});

describe('[C19] reprise label', () => {
  const pairs = LABELS.map(({ label: _, ...pair }) => pair);

  it('writes what the keys say, goes on where it stopped, and feeds reprise tune', async () => {
    const file = write('pairs.jsonl', pairs);
    const first = await reprise(['label', file], 's\nd\nb\nu\n?\nq\n');
    expect(first.code).toBe(0);
    const lines = () =>
      readFileSync(join(folder, 'labels.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(lines().map(({ label }) => label)).toEqual(['same', 'unsure']);
    expect(lines()[0]).toMatchObject({ stratum: expect.any(String), stratumPairs: expect.any(Number) });
    expect(statSync(join(folder, 'labels.jsonl')).mode & 0o077).toBe(0);

    const second = await reprise(['label', file, '--limit', '3'], 's\n'.repeat(9));
    expect(second.out).toContain('5 labels in labels.jsonl.');
    expect(lines()).toHaveLength(5);
    expect(new Set(lines().map(({ asked, cached }) => JSON.stringify([asked, cached]))).size).toBe(5);

    const tuned = await reprise(['tune', 'labels.jsonl']);
    expect(tuned.err).not.toContain('labels.jsonl:');
    expect(tuned.out).toContain('5 labelled pairs');
    expect(tuned.code).toBe(2);
  });

  it('keeps every label that was given before the input ended', async () => {
    const file = write('pairs.jsonl', pairs.slice(0, 3));
    const { code, out } = await reprise(['label', file, '-o', 'mine.jsonl'], 's\nd');
    expect(out).toContain('2 labels in mine.jsonl.');
    expect(code).toBe(0);
    await reprise(['label', file, '-o', 'mine.jsonl'], 's\n');
    expect((await reprise(['label', file, '-o', 'mine.jsonl'])).out).toContain('Nothing is left to label');
  });

  it('does not add to a file of labels that it cannot read', async () => {
    const file = write('pairs.jsonl', pairs.slice(0, 3));
    writeFileSync(join(folder, 'labels.jsonl'), 'no labels\n');
    const { code, err } = await reprise(['label', file], 's\n');
    expect(err).toContain('labels.jsonl:1: not JSON');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'labels.jsonl'), 'utf8')).toBe('no labels\n');
  });
});
