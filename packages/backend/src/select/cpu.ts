/** The backend of plain JavaScript: everywhere, exact, slow. */
import type { Candidate } from './candidate.ts'

let version = ''

export const cpu: Candidate = {
  name: 'cpu',
  async load() {
    version = (await import('@tensorflow/tfjs-backend-cpu')).version_cpu
  },
  facts: () => ({ version, threads: 1, merit: 'plain JavaScript, for reference: too slow to train on pictures' }),
}
