import { expect, it } from 'vitest'
import type { Row } from '../summary.ts'
import { methodsReport } from './methods-report.ts'

const timed = (ms: number) => ({ ms: { median: ms, low: ms, high: ms }, peak: 1, busy: 1 })
const row = (subject: string, results: Row['results']): Row => ({
  task: 'covid-seed, batches of 1',
  pictures: 1,
  subject,
  threads: 2,
  results,
})

it('has a row for each method and a column for each subject', () => {
  const rows = [
    row('ours', { 'grad-cam': timed(20), 'score-cam': timed(900) }),
    row('theirs', { 'grad-cam': timed(100), 'score-cam': { refused: 'no memory' } }),
  ]
  const methods = [
    { name: 'grad-cam', agreement: { correlation: 0.999999, difference: 0 } },
    { name: 'score-cam', differs: 'another resizing', agreement: undefined },
  ] as const
  expect(methodsReport(rows, methods, (id) => id)).toBe(
    `
one picture, 2 threads

| ms        | ours | theirs | correlation |
| --------- | ---: | -----: | ----------: |
| grad-cam  | 20.0 |    100 |      1.0000 |
| score-cam |  900 |     no |           - |

correlation: of the maps of ours with those of pytorch-grad-cam.

score-cam: another resizing.
`.trim(),
  )
})
