import { deflateRawSync } from 'node:zlib'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DecodeError } from '../decode-error.ts'
import { decodeImage } from '../decode-image.ts'
import type { DecodeOptions } from '../decode-image.ts'
import { goldenBytes } from '../golden.test-support.ts'
import { element, fragments, makeDicom } from './make-dicom.test-support.ts'
import type { MadeDicom } from './make-dicom.test-support.ts'
import { windowCurve } from './tone.ts'

const decode = async (made: MadeDicom, options?: DecodeOptions) => [
  ...(await decodeImage(makeDicom(made), options)).data,
]

async function failure(bytes: Uint8Array, options?: DecodeOptions): Promise<DecodeError> {
  const outcome = await decodeImage(bytes, options).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(DecodeError)
  return outcome as DecodeError
}

// PS3.3, C.11.2.1.2.1 and C.11.2.1.3, by hand.
describe('windows', () => {
  it('are linear from c - .5 - (w - 1) / 2 to c - .5 + (w - 1) / 2', () => {
    const curve = windowCurve(10, 5, 'linear')
    expect([7, 7.5, 8.5, 9.5, 10.5, 11.5, 12].map(curve)).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1])
    expect([9, 9.5, 10].map(windowCurve(10, 1, 'linear'))).toEqual([0, 0, 1])
  })

  it('are exactly linear from c - w / 2 to c + w / 2', () => {
    expect([5, 8, 9, 10, 11, 12, 15].map(windowCurve(10, 4, 'linear-exact'))).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1])
  })

  it('are 1 / (1 + exp(-4 (x - c) / w))', () => {
    const curve = windowCurve(10, 4, 'sigmoid')
    expect(curve(10)).toBe(0.5)
    expect(curve(11)).toBeCloseTo(1 / (1 + Math.E ** -1), 12)
    expect(curve(9) + curve(11)).toBeCloseTo(1, 12)
  })

  it('rise, and stay between 0 and 1, whatever they are', () => {
    const names = ['linear', 'linear-exact', 'sigmoid'] as const
    const number = fc.double({ min: -1e5, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        number,
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        number,
        number,
        (name, c, w, x, y) => {
          const [low, high] = [Math.min(x, y), Math.max(x, y)].map(windowCurve(c, w, name)) as [number, number]
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(high).toBeGreaterThanOrEqual(low)
        },
      ),
    )
  })
})

describe('options', () => {
  const pixels = Uint8Array.from([100, 0, 44, 1, 244, 1, 16, 39])
  const made: MadeDicom = { columns: 4, allocated: 16, stored: 14, pixels }

  it('choose the window: of the file, all, of the values, or of the caller', async () => {
    const more = [...element(0x00281050, 'DS', '300'), ...element(0x00281051, 'DS', '401')]
    // 100, 300, 500 and 10000 of 0 to 16383.
    const full = [100, 300, 500, 10_000].map((value) => Math.round((value / 16_383) * 65_535))
    expect(await decode(made)).toEqual(full)
    expect(await decode({ ...made, more }, { dicom: { window: 'full' } })).toEqual(full)
    const linear = [100, 300, 500].map((value) => Math.round(((value - 299.5) / 400 + 0.5) * 65_535))
    expect(await decode({ ...made, more })).toEqual([...linear.map((value) => Math.min(65_535, value)), 65_535])
    expect(await decode(made, { dicom: { window: 'range' } })).toEqual([
      0,
      Math.round((200 / 9900) * 65_535),
      Math.round((400 / 9900) * 65_535),
      65_535,
    ])
    const window = { center: 300, width: 400, function: 'linear-exact' } as const
    expect(await decode(made, { dicom: { window } })).toEqual([0, 32_768, 65_535, 65_535])
  })

  it('count rescaling: a window is in its units', async () => {
    const more = [...element(0x00281052, 'DS', '-1000'), ...element(0x00281053, 'DS', '2')]
    const window = { center: 0, width: 800, function: 'linear-exact' } as const
    // -800, -400, 0 and 19000.
    expect(await decode({ ...made, more }, { dicom: { window } })).toEqual([0, 0, 32_768, 65_535])
  })

  it('that cannot be are refused by name', async () => {
    const bytes = makeDicom(made)
    for (const [options, message] of [
      [{ dicom: { frame: -1 } }, 'dicom.frame: -1 given, expected a whole number from 0 on'],
      [{ dicom: { window: { center: 0, width: 0 } } }, 'dicom.window.width: 0 given, expected a number of at least 1'],
      [{ dicom: { window: 'best' } }, "dicom.window: 'best' given, expected 'file', 'full', 'range' or a window"],
      [{ maxWork: 0 }, 'maxWork: 0 given, expected a number above 0'],
      [{ background: 2 }, 'background: 2 given, expected a number from 0 to 1'],
    ] as const)
      await expect(decodeImage(bytes, options as unknown as DecodeOptions)).rejects.toThrow(message)
    expect(await failure(bytes, { dicom: { frame: 1 } })).toMatchObject({
      code: 'unsupported',
      message: 'dicom.frame: 1 given, expected less than 1, the frames of the file',
    })
  })

  it('make a flat picture black where its range is asked for', async () => {
    expect(await decode({ pixels: Uint8Array.from([9, 9]) }, { dicom: { window: 'range' } })).toEqual([0, 0])
  })
})

/** The packed bytes of a file of one fragment with an offset table. */
function firstFragment(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pixels = bytes.findIndex((_, i) =>
    [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42].every((value, k) => bytes[i + k] === value),
  )
  const item = pixels + 20 + view.getUint32(pixels + 16, true)
  return bytes.slice(item + 8, item + 8 + view.getUint32(item + 4, true))
}

describe('refuses', () => {
  const cases: [string, MadeDicom, Partial<DecodeError>][] = [
    [
      'no pixels',
      { end: [] },
      { code: 'unsupported', message: 'DICOM with no pixel data (a report, a plan or only a header) is not decoded' },
    ],
    [
      'too few pixels',
      { columns: 3 },
      { code: 'corrupt', message: 'damaged DICOM: its pixel data has 2 bytes, expected 3 for 1 of 3 x 1' },
    ],
    [
      'video',
      { syntax: '1.2.840.10008.1.2.4.102' },
      { code: 'unsupported', message: 'DICOM with MPEG-4 video is not decoded' },
    ],
    [
      'JPEG of 12 bits',
      { syntax: '1.2.840.10008.1.2.4.51' },
      { code: 'unsupported', message: 'DICOM with JPEG of 12 bits is not decoded' },
    ],
    [
      'an unknown syntax',
      { syntax: '1.2.3' },
      { code: 'unsupported', message: "DICOM with the transfer syntax '1.2.3' is not decoded" },
    ],
    [
      '32 bits',
      { allocated: 32, stored: 32 },
      { code: 'unsupported', message: 'DICOM with 32 bits a sample is not decoded' },
    ],
    [
      'more bits than there is room',
      { stored: 9 },
      { code: 'corrupt', message: 'damaged DICOM: 9 bits up to bit 8 do not fit into 8' },
    ],
    [
      'unknown colours',
      { samples: 3, photometric: 'HSV' },
      { code: 'unsupported', message: "DICOM with 3 samples a pixel as 'HSV' is not decoded" },
    ],
    ['no size', { columns: 0 }, { code: 'corrupt', message: 'the dicom header says 0 x 1 pixels' }],
    [
      'a slope of nothing',
      { more: element(0x00281053, 'DS', '0') },
      { code: 'corrupt', message: 'damaged DICOM: its rescale slope is 0' },
    ],
    [
      'a slope that is text',
      { more: element(0x00281053, 'DS', 'steep') },
      { code: 'corrupt', message: 'damaged DICOM: (0028,1053) is no number' },
    ],
    [
      'a window without width',
      { more: [...element(0x00281050, 'DS', '1'), ...element(0x00281051, 'DS', '0')] },
      { code: 'corrupt', message: 'damaged DICOM: its window is 0 wide' },
    ],
    [
      'pixels that reach beyond the file',
      { end: element(0x7fe00010, 'OW', new Uint8Array(2), 4096) },
      { code: 'corrupt', message: 'damaged DICOM: (7FE0,0010) announces 4096 bytes, of which 2 are there' },
    ],
    [
      'packed pixels without fragments',
      { syntax: '1.2.840.10008.1.2.5' },
      { code: 'corrupt', message: 'damaged DICOM: its packed pixels are not in fragments' },
    ],
    [
      'no fragments',
      { syntax: '1.2.840.10008.1.2.5', end: fragments() },
      { code: 'corrupt', message: 'damaged DICOM: frame 0 of 1 is missing' },
    ],
    [
      'a damaged frame',
      { syntax: '1.2.840.10008.1.2.4.90', end: fragments(Uint8Array.from([1, 2, 3, 4])) },
      { code: 'corrupt', message: 'damaged DICOM: a JPEG 2000 stream has no size marker' },
    ],
    [
      'a frame that is no JPEG',
      { syntax: '1.2.840.10008.1.2.4.50', end: fragments(Uint8Array.from([1, 2, 3, 4])) },
      { code: 'corrupt', message: 'its JPEG frame: damaged JPEG: the file ends before a picture starts' },
    ],
  ]
  for (const [what, made, error] of cases)
    it(what, async () => {
      expect(await failure(makeDicom(made))).toMatchObject({ format: 'dicom', ...error })
    })

  it('every truncation of every kind of file', async () => {
    for (const name of [
      'mono2-8-explicit',
      'mono1-8-implicit',
      'signed-12-no-window',
      'voi-lut-16',
      'rle-rgb',
      'j2k-12-window',
      'jpeg-ls-8',
      'jpeg-lossless-2',
      'per-frame-window-open-sequences',
    ]) {
      const bytes = goldenBytes(name)
      // The last byte may be padding.
      for (let n = 140; n < bytes.length - 10; n += 13)
        expect((await failure(bytes.subarray(0, n))).code).not.toBe('empty')
    }
  })

  it('a packed frame that ends early, whatever it is packed by', async () => {
    for (const [name, syntax, shape] of [
      ['rle-8', '5', {}],
      ['j2k-8', '4.90', {}],
      ['jpeg-ls-8', '4.80', {}],
      ['jpeg-ls-rgb-runs-sample-0', '4.80', { samples: 3, photometric: 'RGB' }],
      ['jpeg-lossless-1', '4.70', {}],
      ['jpeg-mono1', '4.50', {}],
    ] as const) {
      const stream = firstFragment(goldenBytes(name))
      const file = (end: number) =>
        makeDicom({
          ...shape,
          syntax: `1.2.840.10008.1.2.${syntax}`,
          columns: 22,
          rows: 13,
          end: fragments(stream.subarray(0, end)),
        })
      expect((await decodeImage(file(stream.length))).width).toBe(22)
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9])
        expect((await failure(file(Math.floor(stream.length * share)))).code, `${name}, ${share}`).toBe('corrupt')
    }
  })

  it('a packed frame that is larger than the header says, before it is unpacked', async () => {
    const bytes = goldenBytes('j2k-8')
    // Columns: 22.
    const at = bytes.findIndex((_, i) => [0x28, 0, 0x11, 0, 0x55, 0x53].every((value, k) => bytes[i + k] === value))
    bytes[at + 8] = 11
    expect(await failure(bytes)).toMatchObject({
      code: 'corrupt',
      message: 'damaged DICOM: its JPEG 2000 frame has 22 x 13 x 1 samples, the header says 11 x 13 x 1',
    })
  })

  it('sequences nested without end, and a million empty ones, soon', async () => {
    const open = [0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 255, 255, 255, 255, 0xfe, 0xff, 0, 0xe0, 255, 255, 255, 255]
    const begun = performance.now()
    expect(await failure(makeDicom({ more: Array.from({ length: 2000 }, () => open).flat() }))).toMatchObject({
      code: 'corrupt',
      message: 'damaged DICOM: sequences are nested more than 24 deep',
    })
    const empty = new Uint8Array(8e6)
    for (let at = 0; at < empty.length; at += 8) empty.set([0x09, 0, 1, 0, 0x4c, 0x4f], at)
    const before = process.memoryUsage().heapUsed
    expect((await failure(makeDicom({ more: [...empty], end: [] }))).code).toBe('unsupported')
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400e6)
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('more pixels than allowed, and what deflates to more bytes than allowed', async () => {
    expect(await failure(makeDicom({ columns: 60_000, rows: 60_000 }))).toMatchObject({ code: 'too-large' })
    const whole = makeDicom({ syntax: '1.2.840.10008.1.2.1.99' })
    const head = whole.subarray(0, 132 + 8 + 22)
    const bomb = Buffer.concat([head, deflateRawSync(Buffer.alloc(2 ** 27 + 1), { level: 9 })])
    const begun = performance.now()
    const before = process.memoryUsage().rss
    expect(await failure(new Uint8Array(bomb), { maxBytes: 2 ** 20 })).toMatchObject({
      code: 'too-large',
      message: 'the file unpacks to more than maxBytes = 1048576 bytes',
    })
    expect(performance.now() - begun).toBeLessThan(500)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  })

  it('without saying whose picture it is', async () => {
    const name = 'Geheim^Gans'
    const patient = [...element(0x00100010, 'PN', name), ...element(0x00100020, 'LO', 'ID-4711')]
    for (const [, made] of cases) {
      const error = await failure(makeDicom({ ...made, more: [...patient, ...(made.more ?? [])] }))
      expect(JSON.stringify([error.message, String(error.cause)])).not.toMatch(/Gans|4711/)
    }
    expect(Object.keys(await decodeImage(makeDicom({ more: patient }))).sort()).toEqual([
      'bitDepth',
      'channels',
      'data',
      'height',
      'width',
    ])
  })
})
