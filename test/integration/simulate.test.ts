import { execFile, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Findings } from '#simulate';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const CHILD = fileURLToPath(new URL('./simulate-child.ts', import.meta.url));
const LOG = fileURLToPath(new URL('../data/logs/openai-pairs.jsonl', import.meta.url));

const cwd = mkdtempSync(join(tmpdir(), 'reprise-simulate-test-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function reprise(args: readonly string[], input?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', NO_COLOR: '1' };
    const child = execFile(
      process.execPath,
      [MAIN, 'simulate', ...args],
      { cwd, env, timeout: 90_000 },
      (error, output, errors) => resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
    if (input !== undefined && child.stdin) createReadStream(input).pipe(child.stdin);
  });
}

describe('reprise simulate', () => {
  test('prints a report, and the same findings as JSON and as a page', async () => {
    const page = join(cwd, 'report.html');
    const { code, output } = await reprise([LOG, '--html', page]);
    expect(code).toBe(0);
    expect(output).toContain('3 requests (openai');
    expect(output).toContain('33.3 %');
    expect(output).toContain('Evidence: prior');
    expect(readFileSync(page, 'utf8')).toContain('<!doctype html>');

    const json = await reprise([LOG, '--json']);
    const found = JSON.parse(json.output) as Findings;
    expect(found).toMatchObject({ version: 1, evidence: 'prior', requests: 3, hits: { requests: 1 } });
  });

  test('writes the pairs that it compared, for reprise label', async () => {
    const file = join(cwd, 'near.jsonl');
    const lines = readFileSync(LOG, 'utf8').trim().split('\n');
    const other = (lines[2] ?? '').replace('the address on my account', 'the address of my account');
    writeFileSync(file, [lines[0], lines[1], other].join('\n'));
    await reprise([file, '--pairs', join(cwd, 'pairs.jsonl')]);
    const pairs = readFileSync(join(cwd, 'pairs.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(pairs.at(-1)).toMatchObject({
      asked: 'How do I change the address of my account?',
      cached: 'How do I change the address on my account?',
      answer: expect.stringContaining('Open Settings'),
      time: '2026-10-05T09:20:00.000Z',
      weight: 1,
    });
  });

  test('reads standard input', async () => {
    const { code, output } = await reprise(['-', '--json'], LOG);
    expect(code).toBe(0);
    expect((JSON.parse(output) as Findings).hits.requests).toBe(1);
  });

  test('prices of the command line give costs to a log that has none', async () => {
    const { output } = await reprise([LOG, '--json', '--price-in', '1', '--price-out', '2']);
    expect((JSON.parse(output) as Findings).savings.money.spentNanos).toBe(3 * (40 * 1_000 + 15 * 2_000));
  });

  test.each([
    [['missing.jsonl'], /There is no file missing\.jsonl/],
    [['.'], /is no file/],
    [[LOG, '--format', 'langfuse'], /Nothing in this log can be used.*--format/s],
    [[LOG, '--price-in', '1'], /--price-in and --price-out go together/],
    [[LOG, '--format', 'morse'], /Allowed choices are/],
    [[LOG, '--sample', 'many'], /whole number/],
  ])('%j ends with exit code 1 and a sentence, and prints no report', async (args, message) => {
    const { code, output, errors } = await reprise(args);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toMatch(message);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  test('broken lines are named by their numbers, and the rest is used', async () => {
    const file = join(cwd, 'broken.jsonl');
    writeFileSync(file, `{"request"\n${readFileSync(LOG, 'utf8')}oh\n`);
    const { code, output } = await reprise([file]);
    expect(code).toBe(0);
    expect(output).toContain('3 requests');
    expect(output).toContain('Broken lines, left out: 1, 5');
  });

  test('settings of the configuration count: a route that is off finds nothing', async () => {
    const config = join(cwd, 'off.yaml');
    writeFileSync(config, 'cache: { match: off }\n');
    const { output } = await reprise([LOG, '--json', '--config', config]);
    const found = JSON.parse(output) as Findings;
    expect(found.hits.requests).toBe(0);
    expect(found.misses).toEqual([{ reason: 'policy:off', requests: 3 }]);
  });
});

test('a log of 100,000 rows and 150 MB fits into a heap of 128 MB', async () => {
  const child = spawn(process.execPath, ['--max-old-space-size=128', CHILD, '100000'], { cwd });
  let output = '';
  let errors = '';
  child.stdout.on('data', (bytes) => {
    output += bytes;
  });
  child.stderr.on('data', (bytes) => {
    errors += bytes;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const found = JSON.parse(output) as Findings;
  expect(found.requests).toBe(100_000);
  expect(found.room.peakEntries).toBeLessThanOrEqual(2_000);
  expect(output.length).toBeLessThan(100_000);
}, 300_000);
