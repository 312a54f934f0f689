/** The ten cases that every backend must get right, and some beyond: for Node and for a page. */
import { getBackend, getKernel, getKernelsForBackend } from '@tensorflow/tfjs-core'
import { batchCases } from './cases/batches.test-support.ts'
import { type Case, mustEqual } from './cases/check.test-support.ts'
import { degenerateCases } from './cases/degenerate.test-support.ts'
import { heads } from './cases/heads.test-support.ts'
import { hygieneCases } from './cases/hygiene.test-support.ts'
import { kinds } from './cases/kinds.test-support.ts'
import { knownNumbers } from './cases/known-numbers.test-support.ts'
import { more } from './cases/more.test-support.ts'
import { resizeCases } from './cases/resize.test-support.ts'
import { scoreFunctions } from './cases/score-functions.test-support.ts'

/** Every case must leave the kernels of the backend as they were, some of which are replaced in backward passes. */
function keepingKernels({ name, run }: Case): Case {
  return {
    name,
    async run(backendName) {
      const before = getKernelsForBackend(getBackend())
      await run(backendName)
      const replaced = before.filter((each) => getKernel(each.kernelName, each.backendName) !== each)
      mustEqual(
        'kernels lost or replaced',
        replaced.map(({ kernelName }) => kernelName),
        [],
      )
      mustEqual('number of kernels', getKernelsForBackend(getBackend()).length, before.length)
    },
  }
}

/** All of them, in their order. */
export const cases: readonly Case[] = [
  ...knownNumbers,
  ...heads,
  ...kinds,
  ...batchCases,
  ...degenerateCases,
  ...resizeCases,
  ...hygieneCases,
  ...scoreFunctions,
  ...more,
].map(keepingKernels)
