/** Measures ours: `augment` of @convlens/data on pictures in memory. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { augment, type Augmentation, augmentationRandom } from '@convlens/data'
import { comparedAugmentations } from '../data/augmentations.ts'
import type { Answer, AugmentingJob } from '../job.ts'
import { readFloats } from '../read-floats.ts'
import { processorTime, readJob } from './job-from-arguments.ts'
import { timed } from './step-clock.ts'

const { pictures, shape, effort, augmentations, fixed } = readJob<AugmentingJob>()
const [count, height, width, channels] = shape
const x = readFloats(pictures)
const values = height * width * channels
const stack = Array.from({ length: count }, (_, i) => x.slice(i * values, (i + 1) * values))

const places = stack.map(() => new Float32Array(values))

/** Each picture is changed into its place, with numbers drawn for it as `loader` draws them. */
const changed = (augmentation: Augmentation, epoch: number): Float32Array[] =>
  stack.map((picture, i) =>
    augment(picture, [height, width, channels], augmentation, augmentationRandom(7, epoch, String(i)), {
      out: places[i]!,
    }),
  )

const timings: Answer['timings'] = {}
for (const name of augmentations) {
  const known = comparedAugmentations.find((one) => one.name === name)!
  let epoch = 0
  timings[name] = await timed(effort, async () => void changed(known.change, epoch++))
  if (known.fixed !== undefined) {
    const all = new Float32Array(x.length)
    for (const [i, picture] of changed(known.fixed, 0).entries()) all.set(picture, i * values)
    await writeFile(join(fixed, `${name}.f32`), all)
  }
}

const answer: Answer = { timings, processor: processorTime() }
console.log(JSON.stringify(answer))
