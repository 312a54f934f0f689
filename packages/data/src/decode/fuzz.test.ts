/** Damaged files of fixed seeds: a result or a named error, soon. The long run is scripts/fuzz.ts. */
import { describe, expect, it } from 'vitest'

import { fuzzKind } from '../../scripts/fuzz-kinds.ts'
import { createRandom } from '../random.ts'
import { mutate } from './mutate.test-support.ts'

describe('thousands of damaged files', () => {
  for (const [name, inputs] of [
    ['png', 1200],
    ['jpeg', 800],
    ['dicom', 1200],
    ['tiff', 600],
    ['bmp', 600],
    ['webp', 300],
  ] as const)
    it(`${name}: pixels or a DecodeError, soon, and no memory kept`, async () => {
      const { files, read, isNamed } = fuzzKind(name)
      let sound = 0
      let refused = 0
      let before = 0
      for (let i = 0; i < inputs; i++) {
        // Decoders and their tables are there by now.
        if (i === Math.floor(inputs / 4)) before = process.memoryUsage().rss
        const random = createRandom('test', name, i)
        const pick = () => files[random.integer(files.length)]!
        const begun = process.cpuUsage()
        try {
          expect(await read(mutate(pick(), pick(), 'test', name, i))).toHaveProperty('data')
          sound++
        } catch (error) {
          if (!isNamed(error)) throw new Error(`input ${i}: ${String(error)}`, { cause: error })
          refused++
        }
        const { user, system } = process.cpuUsage(begun)
        expect((user + system) / 1e6, `input ${i}, seconds`).toBeLessThan(5)
      }
      // Damage that always or never matters would prove nothing.
      expect(sound).toBeGreaterThan(inputs / 100)
      expect(refused).toBeGreaterThan(inputs / 4)
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
    })

  it('leave the decoders able to work', async () => {
    for (const name of ['png', 'jpeg', 'dicom', 'webp']) {
      const { files, read } = fuzzKind(name)
      for (const file of files) expect(await read(file)).toHaveProperty('data')
    }
  })
})
