import { expect, it } from 'vitest'
import type { Row } from '../summary.ts'
import { augmentationsReport } from './augmentations-report.ts'

const timed = (ms: number, speed?: number) => ({
  ms: { median: ms, low: ms, high: ms },
  ...(speed !== undefined && { speed: { median: speed, low: speed, high: speed } }),
  peak: 1,
  busy: 1,
})
const row = (subject: string, results: Row['results']): Row => ({
  task: 'augmentation',
  pictures: 32,
  subject,
  threads: 1,
  results,
})

it('has a row for each augmentation, with our speeds', () => {
  const rows = [
    row('ours', { gamma: timed(0.2, 0.5), noise: timed(0.04, 2) }),
    row('floats', { gamma: timed(0.1, 1), noise: timed(0.08, 1) }),
    row('bytes', { gamma: timed(0.012), noise: { refused: 'no memory' } }),
  ]
  const others = new Map([['speed, bytes', row('ours', { gamma: timed(0.2, 0.06), noise: timed(0.04) })]])
  const augmentations = [
    { name: 'gamma', difference: 0.00012 },
    { name: 'noise', difference: undefined },
  ]
  expect(augmentationsReport(rows, others, 'ours', augmentations, (id) => id)).toBe(
    `
| ms    |  ours | floats | bytes | speed | speed, bytes | difference |
| ----- | ----: | -----: | ----: | ----: | -----------: | ---------: |
| gamma |  0.20 |   0.10 | 0.012 |  0.50 |        0.060 |     0.0001 |
| noise | 0.040 |  0.080 |    no |  2.00 |              |          - |
`.trim(),
  )
})

it('leaves the speeds open where ours was not measured', () => {
  expect(augmentationsReport([row('floats', { gamma: timed(0.1) })], new Map(), 'ours', [], (id) => id)).toContain(
    '| ms | floats | speed | difference |',
  )
})
