/** Who computes numbers about predictions. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Subject } from '../subject.ts'

const ours: Subject = {
  id: 'convlens',
  title: 'convlens',
  program: fileURLToPath(import.meta.resolve('../programs/convlens-metrics.ts')),
  variant: 'plain',
  oneThread: true,
  per: 'a call',
}

/** What ours is compared with. */
export const reference: Subject = {
  id: 'scikit-learn',
  title: 'scikit-learn',
  program: join(import.meta.dirname, '..', '..', 'python', 'measure_metrics.py'),
  variant: 'plain',
  needs: { module: 'sklearn', packages: ['scikit-learn', 'scipy', 'numpy'] },
  oneThread: true,
  per: 'a call',
}

export const subjects: readonly Subject[] = [ours, reference]
