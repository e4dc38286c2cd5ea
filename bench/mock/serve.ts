import { createMockProvider } from './mock-provider.ts';
import type { MockProviderOptions } from './options.ts';

// A mock provider as a process of its own, for the benchmarks: options as JSON in the first argument, the URL as
// the first line of stdout. It ends with its parent, whose end closes stdin.
const options: MockProviderOptions = JSON.parse(process.argv[2] ?? '{}');
const mock = await createMockProvider(options);
process.stdout.write(`${mock.url}\n`);
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
