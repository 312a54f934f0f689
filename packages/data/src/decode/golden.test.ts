import { describe, expect, it } from 'vitest'

import { decodeImage } from './decode-image.ts'
import { goldenDicom, goldenFormats, goldenPngAndJpeg } from './golden.test-support.ts'
import type { GoldenPicture } from './golden.test-support.ts'

function equals(pictures: readonly GoldenPicture[]): void {
  for (const { name, bytes, options, expected, tolerance } of pictures)
    it(`decodes ${name}`, async () => {
      const { data, ...shape } = await decodeImage(bytes, options)
      const { data: wanted, ...wantedShape } = expected
      expect(shape).toEqual(wantedShape)
      expect(data.constructor).toBe(wanted.constructor)
      expect(data.length).toBe(wanted.length)
      let largest = 0
      let sum = 0
      for (let i = 0; i < wanted.length; i++) {
        const difference = Math.abs(wanted[i]! - data[i]!)
        largest = Math.max(largest, difference)
        sum += difference
      }
      expect(largest).toBeLessThanOrEqual(tolerance)
      if (name.startsWith('jpeg')) expect(sum / wanted.length).toBeLessThan(1)
    })
}

describe('decodeImage against pydicom', () => equals(goldenDicom))
describe('decodeImage against Pillow and tifffile: TIFF, BMP, WebP', () => equals(goldenFormats))
describe('decodeImage against Pillow: PNG, JPEG', () => equals(goldenPngAndJpeg))
