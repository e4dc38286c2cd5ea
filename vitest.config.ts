import { defineConfig } from 'vitest/config';

const project = (name: string, overrides = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...overrides },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { testTimeout: 20_000 }),
      project('property', { testTimeout: 30_000 }),
      project('contract', { testTimeout: 30_000 }),
      project('http', { testTimeout: 30_000 }),
      project('conformance', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('integration', { testTimeout: 120_000, hookTimeout: 60_000 }),
    ],
  },
});
