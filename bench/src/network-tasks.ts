/** Networks with batches of pictures for them. */
import { type PresetName, presetSpec } from '@convlens/model'
import type { Task, Turn } from './comparison.ts'
import type { Effort, NetworkJob, TrainingJob } from './job.ts'
import { writePictures } from './pictures.ts'

export interface NetworkTask extends Task {
  network: PresetName
}

export function networkTasks(networks: readonly PresetName[], batches: readonly number[]): NetworkTask[] {
  return networks.flatMap((network) =>
    batches.map((batch) => ({ name: `${network}, batches of ${batch}`, network, pictures: batch })),
  )
}

/** What a task with a network asks everyone; the pictures are written when they are first needed. */
export function networkJobs(
  effort: Effort,
): (turn: Turn<NetworkTask>, folder: string) => Promise<NetworkJob & Pick<TrainingJob, 'labels'>> {
  const written = new Map<NetworkTask, ReturnType<typeof writePictures>>()
  return async ({ subject: { variant }, task, threads }, folder) => {
    const spec = presetSpec(task.network)
    let pictures = written.get(task)
    if (pictures === undefined) written.set(task, (pictures = writePictures(folder, task.pictures, spec.preprocess)))
    return { ...(await pictures), spec, effort, variant, threads }
  }
}
