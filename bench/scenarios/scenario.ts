import type { LoadResult } from '../load/tally.ts';
import type { MockProviderOptions } from '../mock/options.ts';
import { askOnce } from './ask.ts';
import type { Lengths, Pair } from './measure.ts';
import type { Pinning } from './pinning.ts';
import type { ScenarioReport } from './report.ts';
import { type GatewayOptions, type StagedGateway, startGateway, startMock } from './stage.ts';

/** What every scenario is given. */
export type BenchContext = Lengths & {
  readonly pinning: Pinning;
  readonly entry: string;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
};

/** A scenario measures one way through the gateway. */
export type Scenario = {
  readonly name: string;
  readonly what: string;
  readonly run: (context: BenchContext) => Promise<Omit<ScenarioReport, 'name' | 'what'>>;
};

/** A mock provider and a gateway in front of it, both started and both closed around `use`. */
export async function onStage<T>(
  context: BenchContext,
  settings: {
    readonly mock?: MockProviderOptions;
    readonly cores?: GatewayOptions['cores'];
    readonly environment: Readonly<Record<string, string>>;
  },
  use: (pair: Pair & { readonly gateway: StagedGateway }) => Promise<T>,
): Promise<T> {
  const { pinning, entry } = context;
  const direct = await startMock(pinning, settings.mock ?? {});
  try {
    const { environment, cores = 'gateway' } = settings;
    const gateway = await startGateway({ pinning, cores, entry, upstream: direct.chatUrl, environment });
    try {
      return await use({ direct, gateway });
    } finally {
      await gateway.close();
    }
  } finally {
    await direct.close();
  }
}

/** Asks until `Cache-Status` says a hit; false when it still does not after ten seconds. */
export async function untilHit(chatUrl: string, question: string): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const { cacheStatus } = await askOnce(chatUrl, question);
    if (/;\s*hit/.test(cacheStatus)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** What `Cache-Status` said in a run, the most frequent first: `98.2 % hit; detail=semantic, 1.8 % fwd=miss; …`. */
export function cacheWords({ cache }: LoadResult): string {
  const counts = Object.entries(cache).toSorted(([, one], [, other]) => other - one);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts.map(([word, count]) => `${((count / all) * 100).toFixed(1)} % ${word}`).join(', ');
}
