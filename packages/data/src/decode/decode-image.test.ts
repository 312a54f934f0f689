import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describeIf, realData } from '@convlens/testing'
import * as fc from 'fast-check'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { crc32 } from './crc32.ts'
import { DecodeError } from './decode-error.ts'
import { decodeImage } from './decode-image.ts'
import { detectFormat } from './detect-format.ts'
import { goldenBytes as bytesOf, goldenDicom, goldenFormats, goldenPngAndJpeg } from './golden.test-support.ts'

const names = [...goldenPngAndJpeg, ...goldenFormats, ...goldenDicom].map(({ name }) => name)

const frame = (bytes: Uint8Array) => bytes.findIndex((value, i) => value === 0xff && bytes[i + 1] === 0xc0)

async function failure(bytes: Uint8Array, options = {}): Promise<DecodeError> {
  const outcome = await decodeImage(bytes, options).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(DecodeError)
  return outcome as DecodeError
}

describe('decodeImage', () => {
  it('gives back the pixels that pngjs wrote', async () => {
    const png = new PNG({ width: 7, height: 5 })
    for (let i = 0; i < png.data.length; i++) png.data[i] = (i * 37) % 256
    expect([...(await decodeImage(new Uint8Array(PNG.sync.write(png)))).data]).toEqual([...png.data])
  })
})

describe('decodeImage refuses', () => {
  it('empty files, text and other formats, by name', async () => {
    expect(await failure(new Uint8Array())).toMatchObject({ code: 'empty', message: 'the file is empty (0 bytes)' })
    expect(await failure(new TextEncoder().encode('<html>404</html>'))).toMatchObject({
      code: 'corrupt',
      message: 'the file is no picture: it starts with 3c 68 74 6d, expected PNG, JPEG, DICOM, TIFF, BMP, WebP',
    })
    expect(await failure(new TextEncoder().encode('GIF89a......'))).toMatchObject({
      code: 'unsupported',
      format: 'gif',
    })
    expect(await failure(new TextEncoder().encode('RIFF....WEBPVP8 '))).toMatchObject({
      code: 'corrupt',
      format: 'webp',
      message: 'damaged WebP: the file ends within its header',
    })
  })

  it('every truncation of every PNG, and JPEGs without their pixels', async () => {
    for (const name of ['png-rgb', 'png-palette-16', 'png-rgba-16-interlaced']) {
      const bytes = bytesOf(name)
      for (let n = 1; n < bytes.length; n += 7) expect((await failure(bytes.subarray(0, n))).code).toBe('corrupt')
    }
    for (const name of ['jpeg-420', 'jpeg-grey', 'jpeg-cmyk']) {
      const bytes = bytesOf(name)
      for (const share of [0.01, 0.1, 0.5, 0.9])
        expect((await failure(bytes.subarray(0, Math.ceil(bytes.length * share)))).code).toBe('corrupt')
    }
  })

  it('a checksum that is wrong', async () => {
    const bytes = bytesOf('png-rgb')
    bytes[50]! ^= 1
    expect(await failure(bytes)).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('the checksum of the chunk IDAT is wrong'),
    })
  })

  it('pictures and files above the limits, before their pixels are touched', async () => {
    expect(await failure(bytesOf('png-rgb'), { maxPixels: 550 })).toMatchObject({
      code: 'too-large',
      message: 'the picture has 29 x 19 = 551 pixels, more than maxPixels = 550',
    })
    expect((await failure(bytesOf('jpeg-420'), { maxPixels: 550 })).code).toBe('too-large')
    expect((await failure(bytesOf('jpeg-420'), { maxBytes: 100 })).code).toBe('too-large')
    await expect(decodeImage(bytesOf('jpeg-420'), { maxPixels: -1 })).rejects.toThrow(
      'maxPixels: -1 given, expected a number above 0',
    )
  })

  it('JPEG processes nobody reads: the frame header says arithmetic coding, 12 bits', async () => {
    const arithmetic = bytesOf('jpeg-420')
    arithmetic[frame(arithmetic) + 1] = 0xc9
    expect((await failure(arithmetic)).code).toBe('unsupported')
    const deep = bytesOf('jpeg-420')
    deep[frame(deep) + 4] = 12
    expect(await failure(deep)).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('12 bits a sample'),
    })
  })
})

describe('decodeImage survives', () => {
  it('a sequential JPEG that lacks only its end marker', async () => {
    const bytes = bytesOf('jpeg-420')
    expect((await decodeImage(bytes.subarray(0, bytes.length - 2))).data).toEqual((await decodeImage(bytes)).data)
  })

  it('random damage: pixels or a DecodeError, soon', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        damage,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (name, changes, kept) => {
          const bytes = bytesOf(name)
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const cut = kept < 0.5 ? bytes.subarray(0, Math.ceil(bytes.length * kept * 2)) : bytes
          const begun = performance.now()
          // A small limit keeps damaged headers from asking for honest but slow megapixels.
          const outcome = await decodeImage(cut, { maxPixels: 1e6 }).catch((error: unknown) => error)
          expect(performance.now() - begun).toBeLessThan(3000)
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DecodeError)
          else expect(outcome).toHaveProperty('data')
        },
      ),
      { numRuns: 400 },
    )
    // And it still works afterwards.
    expect((await decodeImage(bytesOf('jpeg-420'))).width).toBe(29)
  })

  it('random bytes behind a true signature', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom([0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        fc.uint8Array({ maxLength: 200 }),
        async (start, rest) => {
          await failure(Uint8Array.from([...start, ...rest]))
        },
      ),
    )
  })

  it('many at once', async () => {
    const all = await Promise.all([...names, ...names].map(async (name) => (await decodeImage(bytesOf(name))).data))
    expect(all.slice(names.length)).toEqual(all.slice(0, names.length))
  })
})

describe('crc32 and detectFormat', () => {
  it('gives the check value of the CRC catalogue', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  it('tells DICOM, TIFF and BMP by their bytes', () => {
    const dicom = new Uint8Array(132)
    dicom.set(new TextEncoder().encode('DICM'), 128)
    expect(detectFormat(dicom)).toBe('dicom')
    expect(detectFormat(Uint8Array.from([0x4d, 0x4d, 0, 0x2a]))).toBe('tiff')
    expect(detectFormat(Uint8Array.from([0x42, 0x4d, 9, 9, 9, 9, 0, 0, 0, 0]))).toBe('bmp')
    expect(detectFormat(new TextEncoder().encode('BMW is text'))).toBeUndefined()
  })
})

const wild = (name: string) => new Uint8Array(readFileSync(resolve(realData.folder, 'wild', name)))

const read = async (name: string) => {
  const { width, height, channels, bitDepth } = await decodeImage(wild(name))
  return `${width} x ${height} x ${channels}, ${bitDepth} bit`
}

describeIf('data', realData.missing, 'decodeImage on files as found', () => {
  it('decodes what can be decoded, whatever it is called', async () => {
    expect(await read('png-rgba-16bit.png')).toBe('1726 x 1552 x 4, 16 bit')
    expect(await read('png-rgba-8bit-gama.png')).toBe('256 x 247 x 4, 8 bit')
    expect(await read('png-named-jpg.jpg')).toBe('506 x 462 x 4, 8 bit')
    expect(await read('jpeg-named-png.png')).toBe('438 x 415 x 3, 8 bit')
    expect(await read('jpeg-progressive-gray.jpg')).toBe('1235 x 1024 x 1, 8 bit')
    expect(await read('jpeg-huge-4280x3520.jpeg')).toBe('4280 x 3520 x 1, 8 bit')
    expect(await read('png-gray-16bit.png')).toBe('640 x 566 x 1, 16 bit')
    expect(await read('png-1x1.png')).toBe('1 x 1 x 1, 8 bit')
    expect(await read('webp.webp')).toBe('685 x 513 x 3, 8 bit')
    expect(await read('tiff.tif')).toBe('640 x 566 x 1, 8 bit')
  })

  it('finds the same picture interlaced, with alpha and with 16 bits', async () => {
    const interlaced = await decodeImage(wild('png-interlaced.png'))
    const alpha = await decodeImage(wild('png-gray-alpha.png'))
    const deep = await decodeImage(wild('png-gray-16bit.png'))
    expect(alpha.data.filter((_, i) => i % 2 === 0)).toEqual(interlaced.data)
    expect((await decodeImage(wild('tiff.tif'))).data).toEqual(interlaced.data)
    let largest = 0
    for (let i = 0; i < deep.data.length; i++)
      largest = Math.max(largest, Math.abs(deep.data[i]! / 257 - interlaced.data[i]!))
    expect(largest).toBeLessThan(2)
  })

  it('refuses the broken ones by name, the bomb of 144 megapixels within a moment', async () => {
    expect((await failure(wild('broken-empty.jpg'))).code).toBe('empty')
    const begun = performance.now()
    const before = process.memoryUsage().rss
    expect((await failure(wild('png-bomb-12000x12000.png'))).code).toBe('too-large')
    expect(performance.now() - begun).toBeLessThan(50)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  })
})
