import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoReport } from '../../bench/demo/report.ts';

const ROOT = join(import.meta.dirname, '../..');
const children: ChildProcess[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(entry: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, entry), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A busy machine may take longer than a production deadline: this is about what is served, not how fast.
    env: { PATH: process.env.PATH, TMPDIR: folder, REPRISE_CACHE__LOOKUP_TIMEOUT_MS: '5000' },
  });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => {
    output.out += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    output.err += bytes.toString();
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output, code };
}

const demo = (...args: string[]) => start('bench/demo/run.ts', ['--port', '0', '--speed', '50', ...args]);

const isReachable = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    () => true,
    () => false,
  );

describe('the demo, run once', () => {
  let report: DemoReport;
  let code: number | null;
  let stderr: string;

  beforeAll(async () => {
    const run = demo('--once', '--json', '--requests', '150');
    code = await run.code;
    stderr = run.output.err;
    report = JSON.parse(run.output.out) as DemoReport;
  });

  const kind = (name: string) => report.kinds.find((one) => one.kind === name);

  it('ends with exit code 0 and no failed request', () => {
    expect({ code, failures: report.failures, stderr }).toMatchObject({ code: 0, failures: [] });
    expect(report.requests).toBe(150);
  });

  it('serves every verbatim repeat from the cache, and rightly', () => {
    const repeats = kind('repeat');
    expect(repeats?.sent).toBeGreaterThan(10);
    expect(repeats).toMatchObject({ right: repeats?.sent, wrong: 0, provider: 0 });
  });

  it('asks the provider once for what several ask in the same moment', () => {
    const [first, others] = [kind('new'), kind('at once')];
    expect(others?.sent).toBeGreaterThan(0);
    expect(others?.wrong).toBe(0);
    // Whichever of them comes first makes the call.
    expect((first?.provider ?? 0) + (others?.provider ?? 0)).toBeLessThanOrEqual(first?.sent ?? 0);
  });

  it('gives each tier its hits', () => {
    expect(report.hits.exact).toBeGreaterThan(0);
    expect(report.hits.normalised).toBeGreaterThan(0);
    expect(report.hits.semantic).toBeGreaterThan(0);
  });

  it('counts as misses exactly the calls that reached the provider', () => {
    const misses = Object.values(report.misses).reduce((sum, n) => sum + n, 0);
    expect(misses).toBe(report.provider.calls);
  });

  it('adds up: every request is a hit, in flight or a miss', () => {
    const hits = Object.values(report.hits).reduce((sum, n) => sum + n, 0);
    expect(hits + report.joined + report.provider.calls).toBe(report.requests);
    for (const { sent, right, wrong, joined, provider } of report.kinds) {
      expect(right + wrong + joined + provider).toBe(sent);
    }
  });

  it('saves by its headers what the gateway’s metrics say', () => {
    expect(report.savings.dollars).toBeGreaterThan(0);
    expect(report.savings.metered).toBeCloseTo(report.savings.dollars, 9);
  });

  it('leaves no process and no file behind', async () => {
    expect(await isReachable(report.gateway.url)).toBe(false);
    expect(() => process.kill(report.gateway.pid, 0)).toThrow();
    expect(readdirSync(folder).filter((name) => name.startsWith('reprise-demo-'))).toEqual([]);
  });
});

describe('the demo, left running', () => {
  it('serves until it is interrupted, then stops everything and exits with 0', async () => {
    const { child, output, code } = demo('--requests', '10');
    await expect.poll(() => output.out, { timeout: 60_000 }).toContain('Ctrl-C stops');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.out) ?? [];
    expect(await isReachable(url)).toBe(true);
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(await isReachable(url)).toBe(false);
  });

  it('takes its gateway with it when it is killed', async () => {
    const { child, output, code } = demo('--requests', '10');
    await expect.poll(() => output.out, { timeout: 60_000 }).toContain('Ctrl-C stops');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.out) ?? [];
    child.kill('SIGKILL');
    await code;
    await expect.poll(() => isReachable(url), { timeout: 20_000 }).toBe(false);
  });

  it('exits with 130 when it is interrupted in the middle', async () => {
    const { child, output, code } = demo('--requests', '5000');
    await expect.poll(() => output.out, { timeout: 60_000 }).toContain('traffic');
    child.kill('SIGINT');
    expect(await code).toBe(130);
  });
});

describe('the options of the demo', () => {
  it.each([['--requests', 'many'], ['--port', '70000'], ['--unknown']])('refuses %s %s', async (...args) => {
    const { output, code } = start('bench/demo/run.ts', args);
    expect(await code).toBe(2);
    expect(output.err).toContain('npm run demo');
  });

  it('explains itself without starting anything', async () => {
    const { output, code } = demo('--help');
    expect(await code).toBe(0);
    expect(output.out).toContain('--requests N');
  });
});

describe('reprise mock', () => {
  it('says how to point a gateway at it, answers there and stops on a signal', async () => {
    const { child, output, code } = start('src/main.ts', ['mock', '--port', '0', '--answer-tokens', '7']);
    await expect.poll(() => output.out, { timeout: 30_000 }).toContain('Ctrl-C');
    const [, openai = ''] = /OPENAI_BASE_URL=(\S+)/.exec(output.out) ?? [];
    expect(output.out).toContain(`ANTHROPIC_BASE_URL=${openai.replace('/v1', '')}\n`);
    const response = await fetch(`${openai}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello?' }] }),
    });
    expect(await response.json()).toMatchObject({ usage: { completion_tokens: 7 } });
    child.kill('SIGINT');
    expect(await code).toBe(0);
  });

  it('lists its faults in its help, and refuses a latency that is none', async () => {
    const help = start('src/main.ts', ['mock', '--help']);
    expect(await help.code).toBe(0);
    expect(help.output.out).toContain('fault-cut-clean');
    const wrong = start('src/main.ts', ['mock', '--latency', '500/20']);
    expect(await wrong.code).toBe(1);
    expect(wrong.output.err).toContain('p99');
  });
});
