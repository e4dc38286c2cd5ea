import { createMockProvider, type MockProvider, type MockProviderOptions } from '#bench';
import { startTestGateway, type TestGateway } from './gateway.ts';

/** A gateway in front of the mock provider, which stands in for OpenAI and Anthropic both. */
export interface Stack {
  readonly upstream: MockProvider;
  readonly gateway: TestGateway;
  readonly dispose: () => Promise<void>;
}

export interface StackOptions {
  readonly mock?: MockProviderOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the gateway has keys of its own at the providers; without, the client's credential passes through. */
  readonly keys?: 'configured' | 'none';
}

export async function startStack({ mock, settings, keys = 'configured' }: StackOptions = {}): Promise<Stack> {
  const upstream = await createMockProvider(mock);
  const gateway = await startTestGateway({
    env: {
      ...DECIDED_BY_BOUND,
      ...upstreamAt(upstream.url),
      ...(keys === 'none' ? {} : PROVIDER_KEYS),
    },
    ...(settings ? { settings } : {}),
  });
  return {
    upstream,
    gateway,
    dispose: async () => {
      await gateway.dispose();
      await upstream.close();
    },
  };
}

/** The mock's answers answer nothing, so a decision that reads them would rightly serve none of them to other words. */
export const DECIDED_BY_BOUND = { REPRISE_CACHE__BOUND: '0.945' } as const;

/** Both providers at one address. */
export const upstreamAt = (url: string): Record<string, string> => ({
  OPENAI_BASE_URL: `${url}/v1`,
  ANTHROPIC_BASE_URL: url,
});

export const PROVIDER_KEYS = { OPENAI_API_KEY: 'sk-provider', ANTHROPIC_API_KEY: 'sk-ant-provider' } as const;
