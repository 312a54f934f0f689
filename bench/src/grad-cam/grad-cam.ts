/** Class activation maps: what is measured, and how it is told. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { presetSpec } from '@convlens/model'
import type { Comparison } from '../comparison.ts'
import type { ExplainingJob, MethodRequest, WeightsFile } from '../job.ts'
import { type NetworkTask, networkJobs, networkTasks } from '../network-tasks.ts'
import type { GradCamOptions } from '../options.ts'
import { readFloats } from '../read-floats.ts'
import { reasons, report } from '../report.ts'
import { assertSameNetwork } from '../same-network.ts'
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

export function gradCam({ methods: wanted, batch: batches, cores }: GradCamOptions): Comparison<NetworkTask> {
  const [height, width] = presetSpec(network).input
  const sameMaps = new SameMaps(height * width)
  // Grad-CAM is measured, whether it is asked for or not.
  const methods = comparedMethods.filter(({ name }) => name === 'grad-cam' || wanted.includes(name))
  let weights: WeightsFile
  let folder: string
  const jobFor = networkJobs({ warmUp: { steps: 1, seconds: 0.5 }, timed: { steps: 3, seconds: 1 } })
  const mapsOf = (subject: string, batch: number): string => join(folder, `${subject}-${batch}`)

  return {
    subjects,
    tasks: networkTasks([network], batches),
    threads: cores,
    async prepare(free) {
      folder = free
      weights = await writeWeights(folder, network)
    },
    async jobFor(turn) {
      const { id } = turn.subject
      const { pictures } = turn.task
      const asked = methodsFor(
        subjects.find((subject) => subject.id === id)!,
        pictures,
        methods,
      )
      if (asked.length === 0) return undefined
      const maps = mapsOf(id, pictures)
      await mkdir(maps, { recursive: true })
      const job: ExplainingJob = { ...(await jobFor(turn, folder)), weights, layer, target, methods: asked, maps }
      return job
    },
    async check({ subject, pictures, answer }, all) {
      assertSameNetwork(all)
      if ('failed' in answer) return
      for (const [method, timing] of Object.entries(answer.timings)) {
        if ('refused' in timing) continue
        const maps = readFloats(join(mapsOf(subject, pictures), `${method}.f32`))
        sameMaps.add({ subject, method, batch: pictures, maps })
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
        measurements.filter(({ pictures }) => pictures === 1),
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
        ms: 'Each round is the median of its steps, after a warm-up.',
        speed:
          'times as fast as pytorch-grad-cam in its faster layout on as many threads, round by round; above 1 is faster.',
        numbers: { rows, methods: single, compared, worst: sameMaps.worst },
      }
    },
  }
}
