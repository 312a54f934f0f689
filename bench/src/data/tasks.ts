/** What is measured: epochs over picture files, and augmentations of pictures in memory. */
import { basename } from 'node:path'
import type { Task } from '../comparison.ts'
import type { DataOptions } from '../options.ts'
import type { DrawnFormat } from './drawn-files.ts'

/** Width and height of the pictures that a network gets. */
export const side = 224

/** Pictures that are augmented one after the other: a step. */
const augmented = 32

export interface LoadingTask extends Task {
  kind: 'loading'
  /** A manifest's path, or what drawn pictures are stored as. */
  from: { manifest: string } | { drawn: DrawnFormat }
}

export interface AugmentingTask extends Task {
  kind: 'augmenting'
  channels: 1 | 3
}

export type DataTask = LoadingTask | AugmentingTask

export function loadingTasks({ data, format, size, batch, pictures }: DataOptions): LoadingTask[] {
  const batches = `epochs of ${pictures} in batches of ${batch}`
  if (data !== undefined)
    return [{ kind: 'loading', name: `files of ${basename(data)}, ${batches}`, pictures, from: { manifest: data } }]
  return format.map((drawn) => ({
    kind: 'loading',
    name: `${drawn.toUpperCase()} files of ${size} x ${size}, ${batches}`,
    pictures,
    from: { drawn },
  }))
}

export const augmentingTasks: readonly AugmentingTask[] = ([3, 1] as const).map((channels) => ({
  kind: 'augmenting',
  name: `augmentation of ${side} x ${side} x ${channels}, one thread`,
  pictures: augmented,
  channels,
}))
