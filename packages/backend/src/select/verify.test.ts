/** The numbers that decide whether a backend is trusted, derived by plain loops from the definition of each operation. */
import { getKernel, registerKernel, unregisterKernel, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { useBackend } from '../node/index.ts'
import { EXPECTED, findFault, STEP } from './verify.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const x = (r: number, c: number): number => STEP.x[r * 4 + c]!
const w = (a: number, b: number, o: number): number => STEP.filter[(a * 2 + b) * 2 + o]!

function linear(r: number, c: number, o: number): number {
  let sum = 0
  for (let a = 0; a < 2; a++) for (let b = 0; b < 2; b++) sum += x(r + a, c + b) * w(a, b, o)
  return sum
}

function plainStep(): typeof EXPECTED {
  const pooled: number[] = []
  const filter = [...STEP.filter]
  const dx = STEP.x.map(() => 0)
  for (let r = 0; r < 2; r++) {
    for (let c = 0; c < 2; c++) {
      for (let o = 0; o < 2; o++) {
        const window = [0, 1, 2, 3].map((k) => ({ row: r + (k >> 1), column: c + (k & 1), value: 0 }))
        for (const cell of window) cell.value = Math.max(0, linear(cell.row, cell.column, o))
        const best = window.reduce((a, b) => (b.value > a.value ? b : a))
        pooled.push(best.value)
        if (best.value <= 0) continue
        const dy = STEP.dy[(r * 2 + c) * 2 + o]!
        for (let a = 0; a < 2; a++) {
          for (let b = 0; b < 2; b++) {
            filter[(a * 2 + b) * 2 + o]! -= dy * x(best.row + a, best.column + b)
            dx[(best.row + a) * 4 + best.column + b]! += dy * w(a, b, o)
          }
        }
      }
    }
  }
  return { pooled, filter, dx }
}

it('knows the numbers that plain loops compute', () => {
  expect(plainStep()).toEqual(EXPECTED)
})

it('finds no fault with the cpu backend', async () => {
  expect(await findFault()).toBeUndefined()
})

it('finds a kernel that computes something else, or throws', async () => {
  const shipped = getKernel('Conv2DBackpropFilter', 'cpu')
  const replace = (kernelFunc: typeof shipped.kernelFunc): void => {
    unregisterKernel('Conv2DBackpropFilter', 'cpu')
    registerKernel({ ...shipped, kernelFunc })
  }
  try {
    replace(() => zeros([2, 2, 1, 2]))
    expect(await findFault()).toBe('a training step gave filter[0] = 1 instead of -32')
    replace(() => {
      throw new Error('out of order')
    })
    expect(await findFault()).toBe('a training step failed: out of order')
  } finally {
    replace(shipped.kernelFunc)
  }
  expect(await findFault()).toBeUndefined()
})
