/**
 * The part of TensorBoard's protocol buffers that scalars need, by hand: three messages and seven fields do not pay for a
 * library. Numbers of fields: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 *
 *     message Event   { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
 *     message Summary { repeated Value value = 1; message Value { string tag = 1; float simple_value = 2; } }
 */

/** A moment in a run. `wallTime` is in seconds since 1970. */
export interface ScalarEvent {
  wallTime: number
  step: number
  scalars: ReadonlyMap<string, number>
}

/** What can be read back of an event: as much as decides whether a resumed run keeps it. */
export interface EventFacts {
  step: number
  tags: string[]
}

/** Kinds of fields on the wire. */
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Seven bits a byte, the lowest first. Division instead of shifts: a step may exceed 32 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Uint8Array.from([...bytes, rest])
}

const key = (field: number, kind: number): Uint8Array => varint(field * 8 + kind)

const bytesField = (field: number, data: Uint8Array): Uint8Array =>
  concat([key(field, BYTES), varint(data.length), data])

const textField = (field: number, text: string): Uint8Array => bytesField(field, new TextEncoder().encode(text))

function doubleField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return concat([key(field, FIXED64), bytes])
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return concat([key(field, FIXED32), bytes])
}

/** The first event of any file. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  return concat([doubleField(1, wallTime), textField(3, 'brain.Event:2')])
}

/** Values are rounded to float32, the format's number. A step of 0 is not written, as proto3 has it. */
export function encodeScalars({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const values = [...scalars].map(([tag, value]) => bytesField(1, concat([textField(1, tag), floatField(2, value)])))
  return concat([
    doubleField(1, wallTime),
    ...(step === 0 ? [] : [key(2, VARINT), varint(step)]),
    bytesField(5, concat(values)),
  ])
}

/** Field by field; unknown fields are passed over, so that events of other programs are read too. */
function* fields(bytes: Uint8Array): Generator<{ field: number; number: number; data: Uint8Array }> {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('event: it ends within a number')
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const head = next()
    const kind = head % 8
    const number = kind === VARINT ? next() : 0
    const length =
      kind === VARINT ? 0 : kind === FIXED64 ? 8 : kind === FIXED32 ? 4 : kind === BYTES ? next() : Number.NaN
    if (!(at + length <= bytes.length))
      throw new RangeError(`event: field ${Math.floor(head / 8)} is cut off or unknown`)
    yield { field: Math.floor(head / 8), number, data: bytes.subarray(at, at + length) }
    at += length
  }
}

/** Step and tags of an event; the event that opens a file has no tags. */
export function eventFacts(event: Uint8Array): EventFacts {
  const facts: EventFacts = { step: 0, tags: [] }
  for (const { field, number, data } of fields(event)) {
    if (field === 2) facts.step = number
    if (field !== 5) continue
    for (const value of fields(data)) {
      for (const part of value.field === 1 ? fields(value.data) : [])
        if (part.field === 1) facts.tags.push(new TextDecoder().decode(part.data))
    }
  }
  return facts
}
