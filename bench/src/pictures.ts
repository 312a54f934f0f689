/** The pictures that all subjects see: drawn chest X-rays, preprocessed for a network. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loader, phantoms } from '@convlens/data'
import type { Preprocess } from '@convlens/model'
import type { TrainingJob } from './job.ts'

/** Writes a batch into a folder as the float32 values that go into the network. */
export async function writePictures(
  folder: string,
  count: number,
  preprocess: Preprocess,
): Promise<Pick<TrainingJob, 'pictures' | 'shape' | 'labels'>> {
  const dataset = phantoms({ count: Math.max(2, count), seed: 7 })
  for await (const { x, shape, y } of loader(dataset, { preprocess, batchSize: count })) {
    const pictures = join(folder, `${preprocess.channels}-channels-${count}.f32`)
    await writeFile(pictures, new Uint8Array(x.buffer))
    return { pictures, shape, labels: [...y] }
  }
  throw new Error('there is no picture')
}
