/** The backend of plain JavaScript: everywhere, exact, slow. */
import { tensor1d } from '@tensorflow/tfjs-core'
import type { Candidate } from './candidate.ts'

let version = ''

export const cpu: Candidate = {
  name: 'cpu',
  async load() {
    const loaded = await import('@tensorflow/tfjs-backend-cpu')
    version = loaded.version_cpu
    // its first tensor makes it advertise tfjs-node
    tensor1d([0]).dispose()
  },
  facts: () => ({ version, threads: 1, merit: 'plain JavaScript, for reference: too slow to train on pictures' }),
}
