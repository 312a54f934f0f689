/** Colours of DICOM (PS3.3, C.7.6.3.1.2 and C.7.9): from luminance and chroma, or from a palette, to RGB. */
import { unsupportedDicom, corruptDicom } from './corrupt.ts'
import { imageTags } from './image-description.ts'
import type { StoredSamples } from './samples.ts'
import { readUint16, valueBytes } from './values.ts'
import type { Elements } from './values.ts'

/** YBR_FULL to RGB in place, rounded; `bits` is that of the samples. */
export function ybrToRgb({ values, bits }: StoredSamples): void {
  const half = 2 ** (bits - 1)
  const top = 2 ** bits - 1
  const clamp = (value: number): number => Math.min(top, Math.max(0, Math.round(value)))
  for (let i = 0; i + 2 < values.length; i += 3) {
    const y = values[i]!
    const cb = values[i + 1]! - half
    const cr = values[i + 2]! - half
    values[i] = clamp(y + 1.402 * cr)
    values[i + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr)
    values[i + 2] = clamp(y + 1.772 * cb)
  }
}

/** A palette as the file holds it. */
interface Palette {
  /** Red, green and blue: as many entries each. */
  tables: (Uint8Array | Uint16Array)[]
  bits: 8 | 16
  /** The stored value that the first entry is for. */
  first: number
}

/**
 * Indices to RGB. Indices below or above the palette take its first or last colour.
 *
 * @param value the stored value of a pattern, which may be signed
 */
export function paletteToRgb(
  { values }: StoredSamples,
  elements: Elements,
  value: (pattern: number) => number,
): StoredSamples {
  const { tables, bits, first } = readPalette(elements, value)
  const out = bits === 16 ? new Uint16Array(values.length * 3) : new Uint8Array(values.length * 3)
  const last = tables[0]!.length - 1
  for (let i = 0, o = 0; i < values.length; i++) {
    const index = Math.min(last, Math.max(0, value(values[i]!) - first))
    for (const table of tables) out[o++] = table[index]!
  }
  return { values: out, bits }
}

function readPalette(elements: Elements, value: (pattern: number) => number): Palette {
  const descriptor = elements.get(imageTags.red)
  const entries = readUint16(descriptor, 0)
  const first = readUint16(descriptor, 1)
  if (entries === undefined || first === undefined) throw corruptDicom('its palette is not described')
  const size = entries || 65_536
  const data = [imageTags.redData, imageTags.greenData, imageTags.blueData].map((tag) => elements.get(tag))
  if (data.some((element) => element === undefined)) throw unsupportedDicom('a palette in segments, or none')
  const bits = readUint16(descriptor, 2) === 16 ? 16 : 8
  const tables = data.map((element) => readLut(valueBytes(element!), size, element!.source.little).values)
  return {
    // Some files say 16 bits and hold bytes, or the reverse: what is there counts.
    tables: bits === 8 ? tables.map((table) => Uint8Array.from(table)) : tables,
    bits,
    first: value(first),
  }
}

/**
 * The entries of a lookup table: of bytes where there are as many bytes as entries (an even number of them), otherwise of
 * words.
 *
 * @throws {DecodeError} `corrupt` where entries lack
 */
export function readLut(
  bytes: Uint8Array,
  entries: number,
  little: boolean,
): { values: Uint8Array | Uint16Array; wide: boolean } {
  if (bytes.length >= 2 * entries) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return { values: Uint16Array.from({ length: entries }, (_, i) => view.getUint16(2 * i, little)), wide: true }
  }
  if (bytes.length < entries) throw corruptDicom(`a lookup table has ${bytes.length} bytes for ${entries} entries`)
  // Bytes in words: big endian exchanges them.
  return {
    values: little ? bytes.slice(0, entries) : Uint8Array.from({ length: entries }, (_, i) => bytes[i ^ 1] ?? 0),
    wide: false,
  }
}
