export { MOCK_FAULTS, type MockFault } from './mock/faults.ts';
export {
  createMockProvider,
  type MockProvider,
  type RecordedRequest,
} from './mock/mock-provider.ts';
export type { MockProviderOptions } from './mock/options.ts';
export type { Latency } from './mock/random.ts';
