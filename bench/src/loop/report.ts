/** The result for people. */
import type { LeakAnswer, PeakAnswer, SideName } from './jobs.ts'
import { heapGrowth, leaks } from './leak.ts'
import type { Estimate, Quartiles } from './overhead.ts'
import { short } from '../report.ts'
import { median } from '../statistics.ts'
import { table } from '../table.ts'

export interface LoopRow {
  backend: string
  /** Its title. */
  network: string
  /** Pairs of blocks that were measured. */
  pairs: number
  ms: Record<SideName, Quartiles>
  /** Of elapsed time, */
  overhead: Estimate
  /** and of processor time, which other programs disturb less. */
  processor: Estimate
  peaks: Record<SideName, PeakAnswer[]>
}

const percent = (share: number): string => `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)}`

/** `+1.2 % (-0.3 to +2.4)` */
export const withInterval = ({ value, low, high }: Estimate): string =>
  `${percent(value)} % (${percent(low)} to ${percent(high)})`

const withQuartiles = ({ median: middle, lower, upper }: Quartiles): string =>
  `${short(middle)} (${short(lower)}-${short(upper)})`

const mebibytes = (bytes: number): string => {
  const size = bytes / 2 ** 20
  return size >= 1000 ? size.toFixed(0) : size >= 1 ? size.toFixed(1) : size.toFixed(3)
}

function timeLine({ backend, network, ms, overhead, processor }: LoopRow): string[] {
  return [
    `${backend}: ${network}`,
    withQuartiles(ms.ours),
    withQuartiles(ms.plain),
    withInterval(overhead),
    withInterval(processor),
  ]
}

function peakLine({ backend, network, peaks }: LoopRow): string[] {
  const figures = (['tensors', 'wasm', 'process'] as const).flatMap((what) =>
    (['ours', 'plain'] as const).map((side) => median(peaks[side].map((peak) => peak[what]))),
  )
  return [`${backend}: ${network}`, ...figures.map((bytes) => (bytes === 0 ? '-' : mebibytes(bytes)))]
}

/** A line on what a training left behind. */
export function leakLine(backend: string, answer: LeakAnswer): string {
  const found = leaks(answer)
  const last = answer.during.at(-1)!
  const steps = last.step.toLocaleString('en')
  if (found.length > 0) return `${backend}: ${steps} steps LEAK: ${[...new Set(found)].join('; ')}`
  const { numTensors, numBytes, step } = answer.during[0]!
  return (
    `${backend}: ${steps} steps leak nothing: ${numTensors} tensors of ${numBytes} bytes at step ${step} as at the last, ` +
    `${answer.before.numTensors} before as after; JavaScript's heap grew by ${(heapGrowth(answer) / 2 ** 20).toFixed(2)} MiB`
  )
}

export function loopReport(
  rows: readonly LoopRow[],
  answers: readonly { backend: string; answer: LeakAnswer }[],
): string {
  const times = [['ms a step', 'ours', 'trainOnBatch', 'overhead', 'of processor time'], ...rows.map(timeLine)]
  const heads = ['tensors', 'wasm', 'process'].flatMap((what) => [`${what}: ours`, 'trainOnBatch'])
  const peaks = [['peak MiB', ...heads], ...rows.map(peakLine)]
  return [table(times), table(peaks), ...answers.map(({ backend, answer }) => leakLine(backend, answer))].join('\n\n')
}
