/** States that tests can recognise. */
import type { CheckpointState } from './checkpoint-state.ts'

/** A state that says everywhere which one it is. `values` is how many there are. */
export function numbered(n: number, values = 8): CheckpointState {
  return { progress: { n }, tensors: { 'weights/w': { shape: [values], data: new Float32Array(values).fill(n) } } }
}

/** Which `numbered` state this is. @throws Error where it is none, or parts of two */
export function numberOf({ progress, tensors }: CheckpointState): number {
  const { n } = progress as { n: number }
  const { data } = tensors['weights/w']!
  if (!data.every((value) => value === n)) throw new Error(`not all values are ${n}`)
  return n
}

/** What `CheckpointState` compares by: bits, as NaNs equal nothing. */
export function bitsOf({ tensors }: CheckpointState): [name: string, shape: readonly number[], bits: number[]][] {
  return Object.entries(tensors).map(([name, { shape, data }]) => [
    name,
    shape,
    Array.from(new Uint32Array(data.slice().buffer)),
  ])
}
