import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLED_BOUND, bundledDecision } from '#cache';
import { loadConfig } from '#config';
import { createCloser } from '../../../src/compose/closer.ts';
import { type Decision, openDecision } from '../../../src/compose/judge.ts';

const { spaceId, verifierId } = bundledDecision();
const BUNDLED = new URL('../../../embeddings/models/reprise-verifier', import.meta.url).pathname;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'reprise-judge-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Opened {
  readonly decision: Decision;
  readonly warnings: readonly string[];
}

async function opened(settings: Readonly<Record<string, string>> = {}, space = spaceId): Promise<Opened> {
  const warnings: string[] = [];
  const closer = createCloser(() => {});
  const { config } = loadConfig({ env: { REPRISE_DATA_DIR: dataDir, ...settings }, cwd: dataDir });
  const decision = openDecision(
    {
      config,
      embedder: { spaceId: space },
      closer,
      health: {
        during: (_part, work) => void work.catch(() => {}),
        starting: () => {},
        failed: () => {},
        ok: () => {},
        close: () => {},
        readiness: () => ({ ready: true, status: 'ok', parts: {} }),
      },
    },
    (what, why) => warnings.push(`${what}: ${why}`),
  );
  await closer.close();
  return { decision, warnings };
}

describe('the decision that a configuration asks for', () => {
  it('is the bundled one with its verifier where nothing is set', async () => {
    const { decision, warnings } = await opened();
    expect(decision).toMatchObject({ type: 'model', tuned: undefined, verifier: { id: verifierId } });
    expect(warnings).toEqual([]);
  });

  it('is a bound for those who set one', async () => {
    expect((await opened({ REPRISE_CACHE__BOUND: '0.9' })).decision).toEqual({ type: 'bound', bound: 0.9 });
  });

  it('is made without reading where that is off', async () => {
    const { decision, warnings } = await opened({ REPRISE_CACHE__VERIFY__MODE: 'off' });
    expect(decision).toMatchObject({ type: 'model', verifier: undefined });
    expect(warnings).toEqual([]);
  });
});

describe('what is missing of a decision is replaced by less, and said once', () => {
  it('another embedding model: vetoes and the bundled bound', async () => {
    const { decision, warnings } = await opened({}, 'another-space');
    expect(decision).toEqual({ type: 'bound', bound: BUNDLED_BOUND });
    expect(warnings).toEqual([expect.stringMatching(/not made for this embedding model.*cache\.bound/)]);
  });

  it('a verifier that is not there, or not the one it was made with: no reading', async () => {
    const gone = await opened({ REPRISE_CACHE__VERIFY__MODEL: join(dataDir, 'nothing') });
    expect(gone.decision).toMatchObject({ type: 'model', verifier: undefined });
    expect(gone.warnings).toEqual([expect.stringMatching(/verifier cannot be used.*cache\.verify/)]);

    const other = join(dataDir, 'other');
    cpSync(BUNDLED, other, { recursive: true });
    writeFileSync(join(other, 'onnx', 'model_quantized.onnx'), 'damaged');
    const damaged = await opened({ REPRISE_CACHE__VERIFY__MODEL: other });
    expect(damaged.decision).toMatchObject({ type: 'model', verifier: undefined });
    expect(damaged.warnings).toEqual([expect.stringMatching(/not the one that the decision was made with/)]);
  });

  it.each([
    ['{', /decision\.json is left out.*not JSON/],
    ['{"version": 1}', /decision\.json is left out.*lacks/],
  ])('a tuned decision that cannot be read (%s): the bundled calibration', async (content, warning) => {
    writeFileSync(join(dataDir, 'decision.json'), content);
    const { decision, warnings } = await opened();
    expect(decision).toMatchObject({ type: 'model', tuned: undefined });
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});
