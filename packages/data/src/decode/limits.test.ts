import { deflateSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { DecodeError } from './decode-error.ts'
import { decodeImage } from './decode-image.ts'
import type { DecodeOptions } from './decode-image.ts'
import { goldenBytes } from './golden.test-support.ts'

async function failure(bytes: Uint8Array, options?: DecodeOptions): Promise<DecodeError> {
  const outcome = await decodeImage(bytes, options).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(DecodeError)
  return outcome as DecodeError
}

/** Little endian numbers of so many bytes each. */
const numbers = (...values: [value: number, size: number][]): number[] =>
  values.flatMap(([value, size]) => Array.from({ length: size }, (_, i) => (value / 2 ** (8 * i)) & 255))

/** A TIFF of one strip or tile for each entry of `blocks`, of bytes. */
function tiff(tags: Record<number, number[]>, blocks: Uint8Array[]): Uint8Array {
  const all: [number, number[]][] = Object.entries({
    258: [8],
    262: [1],
    ...tags,
    273: blocks.map(() => 0),
    279: blocks.map(({ length }) => length),
  }).map(([tag, values]) => [Number(tag), values])
  const directory = 8
  let free = directory + 2 + 12 * all.length + 4
  const place = (size: number): number => (free += size) - size
  const starts = blocks.map(({ length }) => place(length))
  const outside: number[] = []
  const entries = all.flatMap(([tag, given]) => {
    const values = tag === 273 ? starts : given
    const inside = values.length === 1
    if (!inside) outside.push(...values.flatMap((value) => numbers([value, 4])))
    return numbers([tag, 2], [4, 2], [values.length, 4], [inside ? values[0]! : place(4 * values.length), 4])
  })
  return Uint8Array.from([
    0x49,
    0x49,
    ...numbers([42, 2], [directory, 4], [all.length, 2]),
    ...entries,
    ...numbers([0, 4]),
    ...blocks.flatMap((block) => [...block]),
    ...outside,
  ])
}

async function cheap(bytes: Uint8Array, options?: DecodeOptions): Promise<DecodeError> {
  const begun = performance.now()
  const before = process.memoryUsage().rss
  const error = await failure(bytes, options)
  expect(performance.now() - begun).toBeLessThan(500)
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  return error
}

describe('bombs cost little', () => {
  it('a JPEG of thousands of scans', async () => {
    const bytes = goldenBytes('jpeg-progressive')
    const scan = bytes.findIndex((value, i) => value === 0xff && bytes[i + 1] === 0xda)
    const again = bytes.slice(scan, bytes.length - 2)
    const many = new Uint8Array(scan + 3000 * again.length + 2)
    many.set(bytes.subarray(0, scan))
    for (let i = 0; i < 3000; i++) many.set(again, scan + i * again.length)
    many.set([0xff, 0xd9], many.length - 2)
    expect(await cheap(many, { maxWork: 2 ** 20 })).toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(
        /^the picture has \d{4,} scans of 29 x 19 pixels, together more than maxWork = 1048576$/,
      ),
    })
  })

  it('headers of pictures that are too large, in every format', async () => {
    const webp = goldenBytes('webp-lossless')
    // 14 bits each, all set.
    webp.set([0xff, 0xff, 0xff, 0x0f], 21)
    const bmp = goldenBytes('bmp-24')
    bmp.set(numbers([60_000, 4], [60_000, 4]), 18)
    const huge = tiff({ 256: [60_000], 257: [60_000] }, [new Uint8Array(4)])
    for (const bytes of [webp, bmp, huge]) expect((await cheap(bytes)).code).toBe('too-large')
  })

  it('a TIFF strip that unpacks to a thousand times the picture', async () => {
    const packed = deflateSync(Buffer.alloc(2 ** 27), { level: 1 })
    const begun = performance.now()
    const { data } = await decodeImage(tiff({ 256: [2], 257: [1], 259: [8] }, [packed]))
    expect([...data]).toEqual([0, 0])
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('a TIFF of more strips than any has', async () => {
    expect(await cheap(tiff({ 256: [1], 257: [70_000], 278: [1] }, [new Uint8Array(4)]))).toMatchObject({
      code: 'unsupported',
      message: 'TIFF with 70000 strips or tiles is not decoded: convert it to PNG',
    })
  })
})

describe('refuses by name', () => {
  it('TIFF', async () => {
    const pixels = [Uint8Array.from([1, 2, 3, 4])]
    const two = { 256: [2], 257: [2] }
    expect([...(await decodeImage(tiff(two, pixels))).data]).toEqual([1, 2, 3, 4])
    for (const [tags, blocks, message] of [
      [{ ...two, 259: [7] }, pixels, 'TIFF with JPEG compression is not decoded: convert it to PNG'],
      [{ ...two, 259: [4] }, pixels, 'TIFF with fax compression is not decoded: convert it to PNG'],
      [{ ...two, 262: [5] }, pixels, 'TIFF with the photometric interpretation 5 is not decoded: convert it to PNG'],
      [{ ...two, 339: [3] }, pixels, 'TIFF with signed or floating-point samples is not decoded: convert it to PNG'],
      [{ ...two, 317: [3] }, pixels, 'TIFF with the predictor 3 of 8 bits is not decoded: convert it to PNG'],
      [{ ...two, 258: [12] }, pixels, 'TIFF with 12 bits a sample is not decoded: convert it to PNG'],
      [two, [Uint8Array.from([1, 2, 3])], 'damaged TIFF: a strip or tile ends early: 3 of 4 bytes'],
      [{ ...two, 278: [1] }, pixels, 'damaged TIFF: 1 strips or tiles are listed, expected 2'],
      [
        { ...two, 259: [5] },
        pixels, // Codes of 9 bits: 2, 8, 48, and no fourth.
        'damaged TIFF: a strip or tile ends early: 3 of 4 bytes',
      ],
      [{ ...two, 262: [3], 320: [1, 2, 3] }, pixels, 'damaged TIFF: its palette has 3 values, expected 768'],
    ] as [Record<number, number[]>, Uint8Array[], string][])
      expect((await failure(tiff(tags, blocks))).message).toBe(message)
  })

  it('BMP and WebP', async () => {
    const bmp = goldenBytes('bmp-24')
    expect((await failure(bmp.subarray(0, bmp.length - 1))).message).toBe(
      'damaged BMP: its pixels take 1672 bytes, of which 1671 are there',
    )
    bmp[30] = 1
    expect((await failure(bmp)).message).toBe('BMP with the compression 1 is not decoded: convert it to PNG')
    const webp = goldenBytes('webp-lossy')
    expect(await failure(webp.subarray(0, webp.length - 40))).toMatchObject({ code: 'corrupt', format: 'webp' })
    const animated = goldenBytes('webp-lossy-alpha')
    animated[20]! |= 2
    expect((await failure(animated)).message).toBe('an animated WebP is not decoded')
  })
})
