import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** Packages are tested from their sources: no build comes before a test. */
const conditions = ['@convlens/source', ...defaultServerConditions]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'bench/src/**/*.test.ts',
      'packages/*/src/**/*.test.ts',
      'internal/*/src/**/*.test.ts',
      'examples/*/{src,test}/**/*.test.ts',
      'scripts/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    reporters: ['default', './internal/testing/src/skip-reporter.ts'],
    // The native backend cannot be loaded twice in one process: one file, one process.
    pool: 'forks',
    // By default one processor stays idle, which is every second one of a small machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
