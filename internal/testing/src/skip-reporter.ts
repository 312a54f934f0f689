/** Ends a test run with what was skipped and why, which vitest's own summary only counts. */
import type { Reporter, TestModule } from 'vitest/node'

/** Lists each reason once, with the number of groups of tests that it silenced. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const reasons = new Map<string, number>()
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) reasons.set(test.name, (reasons.get(test.name) ?? 0) + 1)
    for (const [reason, count] of reasons)
      process.stdout.write(`skipped ${count} ${count === 1 ? 'group' : 'groups'} of tests: ${reason}\n`)
  }
}
