/** Class activation maps: what is measured, and how it is told. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MethodName } from '@convlens/grad-cam'
import { presetSpec } from '@convlens/model'
import type { Comparison } from '../comparison.ts'
import type { ExplainingJob, MethodRequest, WeightsFile } from '../job.ts'
import { readFloats } from '../read-floats.ts'
import { reasons, report } from '../report.ts'
import { summarise } from '../summary.ts'
import { type ComparedMethod, comparedMethods } from './methods.ts'
import { methodsReport } from './methods-report.ts'
import { SameMaps } from './same-maps.ts'
import { type Explaining, isOurs, references, subjects } from './subjects.ts'
import { writeWeights } from './weights.ts'

const network = 'covid-seed'

/** The last convolution. */
const layer: ExplainingJob['layer'] = { name: 'conv5', index: 4 }

/** Class 0: covid. */
const target = 0

/** Pictures that ours gives to a network at once by default. */
const defaultBatchSize = 8

/** What a subject draws with so many pictures a step; nothing where it would be another subject's task again. */
function methodsFor(
  { gradCamOnly, wholeBatch }: Explaining,
  batch: number,
  methods: readonly ComparedMethod[],
): MethodRequest[] {
  if (wholeBatch) return batch > defaultBatchSize ? [{ name: 'grad-cam', batchSize: batch }] : []
  if (batch > 1 || gradCamOnly) return [{ name: 'grad-cam' }]
  return methods.map(({ name, batchSize }) => ({ name, ...(batchSize !== undefined && { batchSize }) }))
}

/** @param wanted the methods that are measured with one picture; Grad-CAM always is */
export function gradCam(wanted: readonly MethodName[]): Comparison {
  const [height, width] = presetSpec(network).input
  const sameMaps = new SameMaps(height * width)
  const methods = comparedMethods.filter(({ name }) => name === 'grad-cam' || wanted.includes(name))
  let weights: WeightsFile
  let folder: string
  const mapsOf = (subject: string, batch: number): string => join(folder, `${subject}-${batch}`)

  return {
    subjects,
    networks: [network],
    effort: { warmUp: { steps: 1, seconds: 0.5 }, timed: { steps: 3, seconds: 1 } },
    async prepare(free) {
      folder = free
      weights = await writeWeights(folder, network)
    },
    details({ subject: { id }, batch }) {
      const asked = methodsFor(
        subjects.find((subject) => subject.id === id)!,
        batch,
        methods,
      )
      if (asked.length === 0) return undefined
      const maps = mapsOf(id, batch)
      mkdirSync(maps, { recursive: true })
      return { weights, layer, target, methods: asked, maps }
    },
    async check({ subject, batch, answer }) {
      if ('failed' in answer) return
      for (const [method, timing] of Object.entries(answer.timings)) {
        if ('refused' in timing) continue
        sameMaps.add({ subject, method, batch, maps: readFloats(join(mapsOf(subject, batch), `${method}.f32`)) })
      }
    },
    conclude(measurements, titleOf) {
      const theirs = references.map(({ id }) => id)
      const ours = subjects.flatMap(({ id }) => (isOurs(id) ? [id] : []))
      const rows = summarise(measurements, theirs, ['grad-cam'])
      const text = [report(rows, ['grad-cam'], titleOf)]
      const compared = methods.map(({ name, differs }) => ({
        name,
        ...(differs !== undefined && { differs }),
        agreement: sameMaps.between(name, ours, theirs),
      }))
      const names = methods.map(({ name }) => name)
      const single = summarise(
        measurements.filter(({ batch }) => batch === 1),
        theirs,
        names,
      ).filter(({ results }) => Object.keys(results).length > 1)
      if (single.length > 0) text.push(methodsReport(single, compared, titleOf), ...reasons(single, titleOf))
      const { correlation, difference } = sameMaps.worst
      text.push(
        `All drew the same maps with grad-cam: stretched to 0..1 they differ by at most ${difference.toPrecision(1)}, ` +
          `their correlation is at least ${correlation.toFixed(6)}.`,
      )
      return {
        text: text.join('\n\n'),
        speed:
          'times as fast as pytorch-grad-cam in its faster layout on as many threads, round by round; above 1 is faster.',
        numbers: { rows, methods: single, compared, worst: sameMaps.worst },
      }
    },
  }
}
