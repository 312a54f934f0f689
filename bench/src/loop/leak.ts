/** Whether a training left something behind. */
import type { Held, LeakAnswer } from './jobs.ts'

const counts = ['numTensors', 'numDataBuffers', 'numBytes', 'wasm'] as const

/**
 * Bytes by which JavaScript's heap may have grown: for the first ten thousand steps V8 goes on compiling, drops code and compiles it
 * again, some hundred kilobytes up and down. So more steps find smaller leaks, of 300 bytes a step in 5,000 and 40 in 40,000;
 * tensors, of which a step's leak would be one, are counted exactly.
 */
export const heapAllowance: number = 1.5 * 2 ** 20

function differences(from: Held, to: Held, which: readonly (typeof counts)[number][]): string[] {
  return which.flatMap((name) =>
    from[name] === to[name]
      ? []
      : [`${name} went from ${from[name]} at step ${from.step} to ${to[name]} at ${to.step}`],
  )
}

/** Bytes by which the heap grew from the first look to the last. */
export function heapGrowth({ during }: LeakAnswer): number {
  return during.at(-1)!.heap - during[0]!.heap
}

/** What differs between steps, or before and after; nothing where nothing leaks. */
export function leaks(answer: LeakAnswer): string[] {
  const { before, during, after } = answer
  const [first, ...later] = during
  const found = later.flatMap((held) => differences(first!, held, counts))
  // WebAssembly's memory may be larger afterwards: it never shrinks.
  found.push(...differences(before, after, ['numTensors', 'numDataBuffers', 'numBytes']))
  const growth = heapGrowth(answer)
  if (growth > heapAllowance) found.push(`JavaScript's heap grew by ${(growth / 2 ** 20).toFixed(1)} MiB`)
  return found
}
