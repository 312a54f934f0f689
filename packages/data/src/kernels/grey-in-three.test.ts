import { describe, expect, it } from 'vitest'

import { takeOne, writeChannels } from './grey-in-three.ts'
import { pictureBuffers, withoutKernels } from './kernels.ts'

/** Around the parts in which the kernels work, with what only bits tell apart. */
const sizes = [1, 3, 4, 5, 8191, 8192, 8193, 20_000]
const greyOf = (pixels: number) =>
  Float32Array.from({ length: pixels }, (_, i) => (i % 5 === 0 ? -0 : i % 7 === 0 ? Number.NaN : i / pixels))
const thrice = (x: Float32Array) => Float32Array.from({ length: 3 * x.length }, (_, i) => x[Math.floor(i / 3)]!)
const bits = (x: Float32Array) => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64')

for (const [name, way] of [
  ['kernels', <Result>(work: () => Result) => work()],
  ['TypeScript', withoutKernels],
] as const)
  describe(`grey in three channels, by ${name}`, () => {
    it('is taken once and written three times, to the bit', () => {
      for (const pixels of sizes) {
        const grey = greyOf(pixels)
        way(() => {
          const [into] = pictureBuffers(pixels, pixels)
          expect(takeOne(thrice(grey), into)).toBe(true)
          expect(bits(into)).toBe(bits(grey))
          for (const x of [grey, into]) {
            const out = new Float32Array(3 * pixels)
            writeChannels(x, out)
            expect(bits(out)).toBe(bits(thrice(grey)))
          }
        })
      }
    })

    it('is none where one value of any channel differs, be it in the sign of a zero', () => {
      for (const pixels of sizes)
        for (const pixel of new Set([0, pixels >> 1, pixels - 1]))
          for (const channel of [0, 1, 2]) {
            const x = new Float32Array(3 * pixels)
            x[3 * pixel + channel] = -0
            way(() => {
              const [into] = pictureBuffers(pixels, pixels)
              expect(takeOne(x, into), `pixel ${pixel} of ${pixels}, channel ${channel}`).toBe(false)
            })
          }
    })
  })
