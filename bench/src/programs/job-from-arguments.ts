/** What every measuring program in Node begins with. */
import process from 'node:process'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Job, PicturesFile } from '../job.ts'
import { readFloats } from '../read-floats.ts'

export function readJob<T extends Job>(): T {
  return JSON.parse(process.argv[2]!) as T
}

export function readPictures({ pictures }: PicturesFile): Float32Array {
  return readFloats(pictures)
}

export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export function trainableParameters(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce<number>((n, side) => n * side!, 1), 0)
}
