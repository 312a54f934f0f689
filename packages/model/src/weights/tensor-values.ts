/** Tensors as plain arrays, by name: what a checkpoint keeps of them. */
import { type Tensor, tensor } from '@tensorflow/tfjs-core'

/** A tensor's values as they leave the backend. */
export interface Values {
  shape: readonly number[]
  data: Float32Array
}

export type TensorValues = Record<string, Values>

/** Downloads tensors, which stay the caller's. Asynchronous, as graphics adapters are. */
export async function readTensors(tensors: Readonly<Record<string, Tensor>>): Promise<TensorValues> {
  const entries = Object.entries(tensors).map(
    async ([name, values]) => [name, { shape: values.shape, data: (await values.data()) as Float32Array }] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** The other way; the caller disposes of the tensors. */
export function toTensors(values: TensorValues): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [name, tensor(data, [...shape], 'float32')]),
  )
}

/** Values whose names begin with `prefix/`, without it. */
export function under(prefix: string, values: TensorValues): TensorValues {
  const start = `${prefix}/`
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  )
}

/** The same values with names that begin with `prefix/`. */
export function prefixed(prefix: string, values: TensorValues): TensorValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]))
}
