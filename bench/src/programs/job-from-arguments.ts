/** What every measuring program in Node begins with. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Job } from '../job.ts'

export function readJob(): Job {
  return JSON.parse(process.argv[2]!) as Job
}

export function readPictures({ pictures }: Job): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(pictures)
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT)
}

export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export function trainableParameters(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce<number>((n, side) => n * side!, 1), 0)
}
