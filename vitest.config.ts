import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The guard against a hang, not a measure of speed: hosts that ignore everything take six seconds to be killed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'test', include: ['test/**/*.test.ts', 'examples/*/*.test.js'] } },
      { extends: true, test: { name: 'live', include: ['e2e/**/*.test.ts'], fileParallelism: false } },
    ],
  },
});
