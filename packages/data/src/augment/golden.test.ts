import { expectClose } from '@convlens/testing'
import { describe, expect, it } from 'vitest'

// torchvision's functions on the same pictures: golden/augment.py. Its values are rounded to 5 digits.
import golden from '../../golden/augment.json' with { type: 'json' }
import { applyAugmentation } from './augment.ts'
import { applyToMask } from './apply-to-mask.ts'
import type { DrawnAffine } from './steps/affine.ts'
import { freeForm } from './steps/elastic.ts'
import type { DrawnStep } from './steps/operations.ts'
import { resamplePicture } from './resample-placement.ts'

const { width, height } = golden
const colour = Float32Array.from(golden.colour)
const grey = Float32Array.from(golden.grey)
const still: DrawnAffine = {
  step: 'affine',
  rotate: 0,
  shiftX: 0,
  shiftY: 0,
  scaleX: 1,
  scaleY: 1,
  shearX: 0,
  shearY: 0,
  flip: false,
  flipVertical: false,
  fill: 'constant',
  fillValue: 0,
}
const applied = (step: DrawnStep) => applyAugmentation(colour, [height, width, 3], [step])
const appliedToGrey = (step: DrawnStep) => applyAugmentation(grey, [height, width, 1], [step])

describe('affine and crop, as torchvision', () => {
  for (const { angle, translate, scale, shear, colour: expected, nearest } of golden.affine)
    it(`turned ${-angle}, moved by ${translate.join(', ')}, scaled by ${scale}, sheared by ${shear.join(', ')}`, () => {
      const step: DrawnAffine = {
        ...still,
        rotate: -angle,
        shiftX: translate[0]! / width,
        shiftY: translate[1]! / height,
        scaleX: scale,
        scaleY: scale,
        shearX: shear[0]!,
        shearY: shear[1]!,
      }
      expectClose(applied(step), expected, 2e-5)
      if (nearest === null) return
      const mask = applyToMask(grey, [height, width, 1], [step])
      let off = 0
      for (let i = 0; i < mask.length; i++) if (Math.abs(mask[i]! - nearest[i]!) > 1e-4) off++
      expect(off).toBe(0)
    })

  for (const { angle, grey: expected } of golden.rotate)
    it(`rotate ${angle}: counter-clockwise`, () => {
      expectClose(appliedToGrey({ ...still, rotate: angle }), expected, 2e-5)
    })

  it('flips', () => {
    expectClose(applied({ ...still, flip: true }), golden.flip.horizontal, 1e-5)
    expectClose(applied({ ...still, flipVertical: true }), golden.flip.vertical, 1e-5)
  })

  for (const { top, left, height: h, width: w, colour: expected } of golden.crop)
    it(`${w} x ${h} from (${left}, ${top}), enlarged`, () => {
      const step: DrawnStep = {
        step: 'crop',
        top: top / height,
        left: left / width,
        height: h / height,
        width: w / width,
      }
      const out = applied(step)
      // We may look at pixels just beyond the window, where torchvision repeats its edge: the outermost pixels differ.
      const inner = (values: ArrayLike<number>) =>
        Array.from(values).filter((_, i) => {
          const [column, row] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
          const [sx, sy] = [((column + 0.5) * w) / width - 0.5, ((row + 0.5) * h) / height - 0.5]
          return sx >= 0 && sy >= 0 && sx <= w - 1 && sy <= h - 1
        })
      expect(inner(out).length).toBeGreaterThan(150)
      expectClose(inner(out), inner(expected), 2e-5)
    })
})

describe('values, as torchvision', () => {
  for (const { factor, colour: expected } of golden.brightness)
    it(`brightness ${factor}`, () => {
      expectClose(applied({ step: 'brightness', factor }), expected, 2e-5)
    })
  for (const { factor, colour: expected, grey: alone } of golden.contrast)
    it(`contrast ${factor} about the grey mean`, () => {
      // Torchvision rounds .299 to .2989.
      expectClose(applied({ step: 'contrast', factor, mean: 'grey' }), expected, 1e-4)
      expectClose(appliedToGrey({ step: 'contrast', factor, mean: 'grey' }), alone, 2e-5)
    })
  for (const { exponent, colour: expected } of golden.gamma)
    it(`gamma ${exponent}`, () => {
      expectClose(applied({ step: 'gamma', exponent }), expected, 2e-5)
    })
  for (const { sigma, colour: expected } of golden.blur)
    it(`blur ${sigma}`, () => {
      expectClose(applied({ step: 'blur', sigma }), expected, 2e-5)
    })
})

describe('elastic, as scipy and torchvision', () => {
  const { cells, points, displacement, colour: expected } = golden.elastic
  const field = freeForm(Float64Array.from(points), cells as [number, number], width, height)

  it('displaces by cubic B-splines', () => {
    const [dx, dy] = [new Float64Array(width), new Float64Array(width)]
    const all: number[] = []
    for (let y = 0; y < height; y++) {
      field.row(y, dx, dy)
      for (let x = 0; x < width; x++) {
        all.push(dx[x]!, dy[x]!)
        expect(field.at(x, y)).toEqual([dx[x], dy[x]])
      }
    }
    expectClose(all, displacement, 2e-5)
  })

  it('reads the picture there', () => {
    const placement = {
      map: [1, 0, 0, 0, 1, 0] as const,
      displacement: field,
      outside: { fill: 'constant' as const, fillValue: 0 },
    }
    const out = new Float32Array(colour.length)
    resamplePicture(colour, [height, width, 3], placement, out)
    expectClose(out, expected, 2e-5)
  })
})
