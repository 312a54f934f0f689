import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { CheckpointError } from './checkpoint-error.ts'
import { swapIfBigEndian } from './checkpoint-format.ts'
import type { CheckpointState } from './checkpoint-state.ts'
import { bitsOf, numbered } from './checkpoint.test-support.ts'
import { decodeCheckpoint } from './decode-checkpoint.ts'
import { encodeCheckpoint } from './encode-checkpoint.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'golden', 'checkpoint.json'), 'utf8')) as {
  file: string
  tensors: { name: string; shape: number[]; bits: number[] }[]
}

/** What `golden/checkpoint.py` wrote. */
const goldenState: CheckpointState = {
  progress: {
    epoch: 3,
    best: -Infinity,
    history: [
      { loss: 0.1, valLoss: NaN, note: '~approximately' },
      { loss: 5e-324, zero: -0 },
    ],
    done: false,
    none: null,
  },
  tensors: Object.fromEntries(
    golden.tensors.map(({ name, shape, bits }) => [
      name,
      { shape, data: new Float32Array(Uint32Array.from(bits).buffer) },
    ]),
  ),
}

/** The code of the error, or the state that came instead of it. */
const codeOf = (bytes: Uint8Array): Promise<unknown> =>
  decodeCheckpoint(bytes).catch((error: unknown) => (error instanceof CheckpointError ? error.code : error))

/** Bytes with the checksum that belongs to them. */
function signed(body: Uint8Array): Uint8Array {
  return Buffer.concat([body, Buffer.from(createHash('sha256').update(body).digest('hex'))])
}

/** A checkpoint with this header, whatever it says, and so many bytes of values. */
function withHeader(header: string, values = 0): Uint8Array {
  const start = Buffer.alloc(28)
  start.write('convlens-checkpoint\n')
  start.writeUInt16LE(1, 20)
  start.writeUInt32LE(header.length, 24)
  return signed(Buffer.concat([start, Buffer.from(header), Buffer.alloc(values)]))
}

const entry = (name: string, shape: string): string => `{"name":${JSON.stringify(name)},"shape":${shape}}`

describe('encodeCheckpoint and decodeCheckpoint', () => {
  it('agree with Python to the byte, both ways', async () => {
    const file = Buffer.from(golden.file, 'base64')
    expect(Buffer.from(await encodeCheckpoint(goldenState)).equals(file)).toBe(true)
    const read = await decodeCheckpoint(file)
    expect(read.progress).toStrictEqual(goldenState.progress)
    expect(bitsOf(read)).toEqual(golden.tensors.map(({ name, shape, bits }) => [name, shape, bits]))
  })

  it('keep every bit of every tensor and every number of the progress', async () => {
    const tensor = fc
      .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.array(fc.integer({ min: 0, max: 0xffffffff }), {
            minLength: shape.reduce((a, b) => a * b, 1),
            maxLength: shape.reduce((a, b) => a * b, 1),
          }),
        ),
      )
      .map(([shape, bits]) => ({ shape, data: new Float32Array(Uint32Array.from(bits).buffer) }))
    const special = fc.constantFrom(NaN, Infinity, -Infinity, -0, '~', '~NaN', '~~-0', '\ud800')
    const progress = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        special,
        fc.double(),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('any'), { maxLength: 4 }),
      map: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('any'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    })).any as fc.Arbitrary<CheckpointState['progress']>
    const tensors = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tensor, { maxKeys: 4 })
    await fc.assert(
      fc.asyncProperty(fc.record({ progress, tensors }), async (state) => {
        const bytes = await encodeCheckpoint(state)
        // A view at an odd place of a larger buffer, as a read from a file may be.
        const odd = new Uint8Array(bytes.length + 3).subarray(3)
        odd.set(bytes)
        const read = await decodeCheckpoint(odd)
        expect(read.progress).toStrictEqual(state.progress)
        expect(bitsOf(read)).toEqual(bitsOf(state))
      }),
      { numRuns: 300 },
    )
  })

  it('take views of a larger buffer, leave out undefined properties, and give copies', async () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3)
    const bytes = await encodeCheckpoint({ progress: { a: undefined, b: 1 }, tensors: { x: { shape: [2], data } } })
    const read = await decodeCheckpoint(bytes)
    bytes.fill(0)
    expect(read).toEqual({ progress: { b: 1 }, tensors: { x: { shape: [2], data: Float32Array.of(2, 3) } } })
  })

  it('copy the state before they return: training may go on', async () => {
    const progress = { n: 1 }
    const data = Float32Array.of(1)
    const encoding = encodeCheckpoint({ progress, tensors: { x: { shape: [1], data } } })
    data[0] = 2
    progress.n = 2
    expect(await decodeCheckpoint(await encoding)).toMatchObject({
      progress: { n: 1 },
      tensors: { x: { data: { 0: 1 } } },
    })
  })

  it('turn the bytes of a big-endian machine', () => {
    const one = Uint8Array.of(0x3f, 0x80, 0, 0, 1, 2, 3, 4)
    swapIfBigEndian(one, false)
    expect([...one]).toEqual([0, 0, 0x80, 0x3f, 4, 3, 2, 1])
    swapIfBigEndian(one, true)
    expect([...one]).toEqual([0, 0, 0x80, 0x3f, 4, 3, 2, 1])
  })
})

describe('encodeCheckpoint refuses', () => {
  const loop: Record<string, unknown> = {}
  loop['again'] = loop
  const cases: [string, unknown, string][] = [
    ['a function', { a: [{ b: () => 1 }] }, 'progress.a[0].b: expected JSON, got function'],
    ['a typed array', { a: Float32Array.of(1) }, 'progress.a: expected JSON, got Float32Array'],
    ['a Map', [new Map()], 'progress[0]: expected JSON, got Map'],
    ['a Date', [new Date(0)], 'progress[0]: expected JSON, got Date'],
    ['a bigint', { a: 3n }, 'progress.a: expected JSON, got the bigint 3'],
    ['an undefined element', [undefined], 'progress[0]: expected JSON, got undefined'],
    ['nothing', undefined, 'progress: expected JSON, got undefined'],
    ['what contains itself', loop, 'nested deeper than 200, or it contains itself'],
  ]
  it.each(cases)('%s in the progress', async (_, progress, message) => {
    await expect(encodeCheckpoint({ progress: progress as never, tensors: {} })).rejects.toThrow(message)
    await expect(encodeCheckpoint({ progress: progress as never, tensors: {} })).rejects.toBeInstanceOf(RangeError)
  })

  it.each([
    [[3], Float32Array.of(1, 2), "tensors['x'].data: expected 3 values for [3], got 2"],
    [[1.5, 2], Float32Array.of(1, 2, 3), "tensors['x'].shape: expected whole numbers, got [1.5, 2]"],
    [[1], Int32Array.of(1), "tensors['x'].data: expected a Float32Array, got Int32Array"],
  ])('a tensor whose parts differ: %j', async (shape, data, message) => {
    const tensors = { x: { shape, data: data as Float32Array } }
    await expect(encodeCheckpoint({ progress: {}, tensors })).rejects.toThrow(new RangeError(message))
  })

  it('to work where there is no SHA-256, as decodeCheckpoint does', async () => {
    const bytes = await encodeCheckpoint(numbered(1))
    vi.stubGlobal('crypto', {})
    const https = expect.stringContaining('https')
    await expect(encodeCheckpoint(numbered(1))).rejects.toMatchObject({ code: 'unwritable', message: https })
    await expect(decodeCheckpoint(bytes)).rejects.toMatchObject({ code: 'unreadable', message: https })
  })
})

describe('decodeCheckpoint refuses', () => {
  it('every flipped bit', async () => {
    const bytes = Buffer.from(golden.file, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      expect(await codeOf(bytes), `bit ${bit}`).toBe('corrupt')
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
    expect(await codeOf(bytes)).toHaveProperty('progress')
  })

  it('every length but its own', async () => {
    const bytes = Buffer.from(golden.file, 'base64')
    for (let length = 0; length < bytes.length; length++)
      expect(await codeOf(bytes.subarray(0, length)), `${length} bytes`).toBe('corrupt')
    for (const more of [1, 4, 64]) expect(await codeOf(Buffer.concat([bytes, bytes.subarray(0, more)]))).toBe('corrupt')
  })

  it('random damage: bytes changed, cut out, doubled or swapped', async () => {
    const sound = Buffer.from(golden.file, 'base64')
    const place = fc.nat(sound.length)
    await fc.assert(
      fc.asyncProperty(place, place, fc.uint8Array({ maxLength: 20 }), async (a, b, bytes) => {
        const damaged = Buffer.concat([sound.subarray(0, a), bytes, sound.subarray(b)])
        if (!damaged.equals(sound)) expect(await codeOf(damaged)).toBe('corrupt')
      }),
      { numRuns: 1000 },
    )
  })

  const cases: [string, Uint8Array, string][] = [
    ['nothing', new Uint8Array(0), 'this is no checkpoint: it is empty'],
    ['a picture', Buffer.from('\x89PNG and so on'), "it does not begin with 'convlens-checkpoint'"],
    [
      'a tensor that comes twice',
      withHeader(`{"tensors":[${entry('x', '[1]')},${entry('x', '[1]')}],"progress":1}`, 8),
      "its header names 'x' twice",
    ],
    [
      'too few values',
      withHeader(`{"tensors":[${entry('x', '[2]')}],"progress":1}`, 4),
      'it has 4 bytes of values instead of 8',
    ],
    [
      'too many values',
      withHeader(`{"tensors":[${entry('x', '[2]')}],"progress":1}`, 12),
      'it has 12 bytes of values instead of 8',
    ],
    ['a negative size', withHeader(`{"tensors":[${entry('x', '[-1]')}],"progress":1}`), 'its header lacks the tensors'],
    [
      'an endless size',
      withHeader(`{"tensors":[${entry('x', '["~Infinity",0]')}],"progress":1}`),
      'its header lacks the tensors',
    ],
    ['no progress', withHeader('{"tensors":[]}'), 'its header lacks the tensors or the progress'],
    ['no header', withHeader('null'), 'its header lacks the tensors or the progress'],
    ['a header that is no JSON', withHeader('{"tensors":'), 'its header is no JSON'],
    ['a number that is none', withHeader('{"tensors":[],"progress":"~Nan"}'), "'~Nan' stands for no number"],
  ]
  it.each(cases)('%s', async (_, bytes, message) => {
    await expect(decodeCheckpoint(bytes)).rejects.toMatchObject({
      name: 'CheckpointError',
      code: 'corrupt',
      message: expect.stringContaining(message),
    })
  })

  it('a header longer than the file', async () => {
    const bytes = Buffer.from(withHeader('{"tensors":[],"progress":1}'))
    bytes.writeUInt32LE(2 ** 32 - 4, 24)
    await expect(decodeCheckpoint(signed(bytes.subarray(0, -64)))).rejects.toThrow('its header is longer than the file')
  })
})

/** A checkpoint that says it has this version, as it is read. */
async function ofVersion(major: number, minor: number): Promise<unknown> {
  const bytes = Buffer.from(await encodeCheckpoint(numbered(5))).subarray(0, -64)
  bytes.writeUInt16LE(major, 20)
  bytes.writeUInt16LE(minor, 22)
  return decodeCheckpoint(signed(bytes)).catch((error: unknown) => error)
}

describe('versions', () => {
  it('a later major one is refused with a sentence', async () => {
    expect(await ofVersion(2, 7)).toMatchObject({
      code: 'unsupported-version',
      message: 'the checkpoint has version 2.7; this program reads 1.x: use a later @convlens/model',
    })
    expect(await ofVersion(258, 0)).toMatchObject({ code: 'unsupported-version' })
  })

  it('a later minor one is read, and what it adds to the header passed over', async () => {
    expect(await ofVersion(1, 9)).toMatchObject({ progress: { n: 5 } })
    expect(await decodeCheckpoint(withHeader('{"tensors":[],"progress":1,"device":"wasm"}'))).toEqual({
      progress: 1,
      tensors: {},
    })
  })
})
