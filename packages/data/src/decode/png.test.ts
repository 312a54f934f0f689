import { deflateSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { crc32 } from './crc32.ts'
import { DecodeError } from './decode-error.ts'
import { decodeImage } from './decode-image.ts'
import { adler32 } from './png-stored.ts'

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name), body])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

interface Made {
  size?: [width: number, height: number]
  depth?: number
  colourType?: number
  interlaced?: boolean
  /** The lines with their filter types, to be packed. */
  lines?: number[] | Uint8Array
  data?: Uint8Array
  chunks?: Buffer[]
  trailer?: number[]
}

/** A PNG of one's own making, every checksum right. */
function make({ size = [2, 1], depth = 8, colourType = 0, interlaced, lines = [], ...rest }: Made): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size[0], 0)
  header.writeUInt32BE(size[1], 4)
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8)
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      ...(rest.chunks ?? []),
      chunk('IDAT', rest.data ?? deflateSync(Uint8Array.from(lines))),
      chunk('IEND', Buffer.alloc(0)),
      Buffer.from(rest.trailer ?? []),
    ]),
  )
}

const failure = (made: Made) => decodeImage(make(made)).catch((error: unknown) => error)

// ISO/IEC 15948, clause 11.3.2: tRNS names the one transparent colour, and only its alpha changes.
describe('tRNS keeps the colour that it makes transparent', () => {
  it('in grey of 8 and of 2 bits', async () => {
    const chunks = [chunk('tRNS', Uint8Array.from([0, 2]))]
    expect([...(await decodeImage(make({ lines: [0, 2, 9], chunks }))).data]).toEqual([2, 0, 9, 255])
    const two = await decodeImage(make({ depth: 2, size: [4, 1], lines: [0, 0b00_01_10_11], chunks }))
    expect([...two.data]).toEqual([0, 255, 85, 255, 170, 0, 255, 255])
  })

  it('in RGB of 16 bits', async () => {
    const chunks = [chunk('tRNS', Uint8Array.from([1, 2, 3, 4, 5, 6]))]
    const lines = [0, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7]
    const raster = await decodeImage(make({ depth: 16, colourType: 2, lines, chunks }))
    expect(raster).toMatchObject({ channels: 4, bitDepth: 16 })
    expect([...raster.data]).toEqual([0x102, 0x304, 0x506, 0, 0x102, 0x304, 0x507, 65535])
  })
})

it('computes the checksum that zlib ends with', () => {
  expect(adler32(new TextEncoder().encode('Wikipedia'))).toBe(0x11e60398)
  const long = new Uint8Array(100_000).fill(255)
  expect(adler32(long)).toBe(deflateSync(long).readUInt32BE(deflateSync(long).length - 4))
})

it('refuses a colour that the palette has not', async () => {
  const chunks = [chunk('PLTE', Uint8Array.from([1, 2, 3]))]
  expect([...(await decodeImage(make({ colourType: 3, lines: [0, 0, 0], chunks }))).data]).toEqual([1, 2, 3, 1, 2, 3])
  expect(await failure({ colourType: 3, lines: [0, 0, 1], chunks })).toMatchObject({
    code: 'corrupt',
    message: 'damaged PNG: its pixels make no picture (index 1 not in palette)',
  })
})

describe('what surrounds the pixels', () => {
  it('does not disturb: bytes after the end, more pixel data than announced', async () => {
    expect([...(await decodeImage(make({ lines: [0, 7, 8], trailer: [1, 2, 3] }))).data]).toEqual([7, 8])
    expect([...(await decodeImage(make({ lines: [0, 7, 8, 9, 9, 9] }))).data]).toEqual([7, 8])
  })

  it('is no way around the limits: a second header', async () => {
    const header = Buffer.from(make({ size: [20_000, 20_000] }).subarray(16, 29))
    expect(await failure({ lines: [0, 7, 8], chunks: [chunk('IHDR', header)] })).toMatchObject({
      code: 'corrupt',
      message: 'damaged PNG: there is a second IHDR chunk',
    })
  })
})

describe('pixel data that is wrong although its checksum is right', () => {
  for (const interlaced of [false, true]) {
    it(`is refused: ${interlaced ? 'interlaced' : 'not interlaced'}`, async () => {
      const good = deflateSync(Uint8Array.from([0, 7, 0, 8]))
      const noStream = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])
      const noBlock = Uint8Array.from(good)
      noBlock[2] = 0xff
      for (const data of [noStream, noBlock, good.subarray(0, 4), Uint8Array.from([]), deflateSync(Buffer.from([0]))]) {
        const error = await failure({ size: [2, 2], interlaced, data })
        expect(error).toBeInstanceOf(DecodeError)
        expect(error).toMatchObject({
          code: 'corrupt',
          message: expect.stringMatching(/^damaged PNG: the packed data is damaged or ends early: \d+ of \d+ bytes/),
        })
      }
      expect(await failure({ size: [1, 1], interlaced, lines: [5, 7] })).toMatchObject({
        code: 'corrupt',
        message: 'damaged PNG: its pixels make no picture (Unrecognised filter type - 5)',
      })
    })

    it(`costs no more than the picture: ${interlaced ? 'interlaced' : 'not interlaced'}`, async () => {
      // 256 MiB of noughts behind a header of two pixels.
      const data = deflateSync(Buffer.alloc(2 ** 28), { level: 1 })
      const file = make({ interlaced, data })
      const begun = performance.now()
      const before = process.memoryUsage().rss
      const outcome = await decodeImage(file)
      expect(performance.now() - begun).toBeLessThan(500)
      expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
      expect(outcome).toMatchObject({ width: 2, height: 1 })
    })
  }
})
