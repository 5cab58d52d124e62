import { defineConfig } from 'vitest/config'

const report = process.env['VULTRINO_TEST_RESULTS']

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'attack/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores on the smallest machine we support: more workers only add noise to the hostile-peer tests.
    maxWorkers: 2,
    setupFiles: ['test/support/setup.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
