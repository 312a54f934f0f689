/** What the augmentations of pictures in memory say. */
import type { Measurement } from '../measurement.ts'
import { reasons } from '../report.ts'
import { type Row, summarise } from '../summary.ts'
import type { ComparedAugmentation } from './augmentations.ts'
import { type AugmentationAgreement, augmentationsReport } from './augmentations-report.ts'
import type { SamePictures } from './same-pictures.ts'
import { augmentingSubjects } from './subjects.ts'
import type { AugmentingTask } from './tasks.ts'

export interface AugmentingConclusion {
  text: string[]
  tasks: { task: string; rows: Row[]; besideBytes: Row[]; agreements: AugmentationAgreement[] }[]
}

/** @param pictures those that everyone made by fixed amounts */
export function concludeAugmenting(
  measurements: readonly Measurement[],
  tasks: readonly AugmentingTask[],
  augmentations: readonly ComparedAugmentation[],
  pictures: ReadonlyMap<string, SamePictures>,
  titleOf: (subject: string) => string,
): AugmentingConclusion {
  const names = augmentations.map(({ name }) => name)
  const [ours, floats, bytes] = augmentingSubjects.map(({ id }) => id) as [string, string, string]
  const text: string[] = []
  const concluded: AugmentingConclusion['tasks'] = []
  for (const { name: task } of tasks) {
    const own = measurements.filter((measurement) => measurement.task === task)
    const rows = summarise(own, [floats], names)
    if (rows.length === 0) continue
    const besideBytes = summarise(own, [bytes], names)
    const agreements = names.map((name) => ({ name, difference: pictures.get(task)!.difference(name, [ours, floats]) }))
    const others = new Map(
      rows.some(({ subject }) => subject === bytes)
        ? [['speed, uint8', besideBytes.find(({ subject }) => subject === ours)]]
        : [],
    )
    text.push(task, augmentationsReport(rows, others, ours, agreements, titleOf), ...reasons(rows, titleOf))
    concluded.push({ task, rows, besideBytes, agreements })
  }
  if (concluded.length > 0)
    text.push(
      'difference: mean absolute difference of our pictures and theirs in float32, in 0..1, changed by fixed amounts.',
      ...augmentations.flatMap(({ name, differs }) => (differs === undefined ? [] : [`${name}: ${differs}.`])),
    )
  return { text, tasks: concluded }
}
