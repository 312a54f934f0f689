/** Loading and augmentation: what is measured, and how it is told. */
import { join } from 'node:path'
import type { Comparison } from '../comparison.ts'
import type { DataOptions } from '../options.ts'
import { readFloats } from '../read-floats.ts'
import { comparedAugmentations } from './augmentations.ts'
import { concludeAugmenting } from './conclude-augmenting.ts'
import { concludeLoading } from './conclude-loading.ts'
import { augmentingJobs, loadingJobs } from './jobs.ts'
import { SamePictures } from './same-pictures.ts'
import { augmentingSubjects, loadingSubjects, subjects } from './subjects.ts'
import { augmentingTasks, type DataTask, loadingTasks, side } from './tasks.ts'

/** Of 0..1: as far as a grey level of 255 is from the next one. Bytes are rounded to half of that at most. */
const tolerance = 1 / 255

const takesPart = (group: readonly { id: string }[], id: string): boolean => group.some((one) => one.id === id)

export function data(options: DataOptions): Comparison<DataTask> {
  const toLoad = loadingTasks(options)
  const loadingJob = loadingJobs(options)
  const augmentingJob = augmentingJobs(options)
  const augmentations = comparedAugmentations.filter(({ name }) => options.augmentations.includes(name))
  const pictures = new Map<string, SamePictures>([
    ...toLoad.map(({ name }) => [name, new SamePictures(side * side * 3)] as const),
    ...augmentingTasks.map(({ name, channels }) => [name, new SamePictures(side * side * channels)] as const),
  ])
  let folder: string

  return {
    subjects,
    tasks: [...toLoad, ...augmentingTasks],
    threads: options.workers,
    async prepare(free) {
      folder = free
    },
    async jobFor({ subject, task, threads }) {
      if (task.kind === 'loading')
        return takesPart(loadingSubjects, subject.id) ? loadingJob({ subject, task, threads }, folder) : undefined
      return takesPart(augmentingSubjects, subject.id) ? augmentingJob({ subject, task, threads }, folder) : undefined
    },
    async check({ task, subject, answer }) {
      if ('failed' in answer) return
      const made = pictures.get(task)!
      if (takesPart(loadingSubjects, subject)) {
        made.add({ subject, what: 'loading', values: readFloats(join(folder, 'plain.f32')) }, tolerance)
        return
      }
      for (const { name, fixed, differs } of augmentations) {
        if (fixed === undefined) continue
        const values = readFloats(join(folder, 'fixed', `${name}.f32`))
        made.add({ subject, what: name, values }, differs === undefined ? tolerance : Number.POSITIVE_INFINITY)
      }
    },
    conclude(measurements, titleOf) {
      const loaded = measurements.filter(({ subject }) => takesPart(loadingSubjects, subject))
      const differences = toLoad.flatMap(({ name }) => pictures.get(name)!.difference('loading') ?? [])
      const loading = concludeLoading(loaded, differences, titleOf)
      const augmenting = concludeAugmenting(measurements, augmentingTasks, augmentations, pictures, titleOf)
      return {
        text: [...loading.text, ...augmenting.text].join('\n\n'),
        ms: 'Each round is the first epoch, the median of some epochs after it, or of passes over 32 pictures in memory.',
        speed:
          'times as fast as the faster of the two PyTorch loaders with as many workers, or as albumentations, ' +
          'round by round; above 1 is faster.',
        numbers: {
          loading: loading.rows,
          best: loading.best,
          differences,
          augmenting: augmenting.tasks,
        },
      }
    },
  }
}
