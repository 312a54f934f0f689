/** Antialiased bilinear resizing as Pillow and torchvision v2 do it: half-pixel centres, a triangle as wide as the shrinking. */
import { kernelsFor, pictureBuffers, scratch } from '../kernels/kernels.ts'

/** For every output position, which inputs count how much. */
export interface Taps {
  /** First input of every output. */
  first: Int32Array
  /** Number of inputs of every output. */
  count: Int32Array
  /** `width` weights an output, which add up to 1. */
  weights: Float64Array
  width: number
}

/**
 * Weights along one axis (Pillow's `precompute_coeffs` with the triangle filter).
 *
 * @param size length of the input
 * @param from start of the part to resize, in input pixels
 * @param to end of that part
 * @param outSize length of the output
 */
export function bilinearTaps(size: number, from: number, to: number, outSize: number): Taps {
  const scale = (to - from) / outSize
  const support = Math.max(scale, 1)
  const width = Math.ceil(support) * 2 + 1
  const first = new Int32Array(outSize)
  const count = new Int32Array(outSize)
  const weights = new Float64Array(outSize * width)
  for (let o = 0; o < outSize; o++) {
    const centre = from + (o + 0.5) * scale
    const low = Math.max(0, Math.trunc(centre - support + 0.5))
    const high = Math.min(size, Math.trunc(centre + support + 0.5))
    let total = 0
    for (let i = low; i < high; i++) {
      const weight = Math.max(0, 1 - Math.abs((i - centre + 0.5) / support))
      weights[o * width + i - low] = weight
      total += weight
    }
    for (let k = 0; k < high - low; k++) weights[o * width + k]! /= total
    first[o] = low
    count[o] = high - low
  }
  return { first, count, weights, width }
}

/**
 * Resizes rows that a function delivers one at a time, so that a huge picture never stands in memory as floats. WebAssembly does
 * it with the same bits, where there is some and the result is not huge.
 *
 * @param source delivers the rows, called once a row, ascending
 * @returns `outRows * outColumns * channels` values
 */
export function resizeRows(
  source: RowReader,
  columns: number,
  channels: number,
  horizontal: Taps,
  vertical: Taps,
): Float32Array {
  const outColumns = horizontal.first.length
  const outRows = vertical.first.length
  const lineLength = outColumns * channels
  const { out, read, shrink, add, addBoth } = workplace(source, outRows, lineLength, columns, channels, horizontal)
  const start = vertical.first.reduce((least, first) => Math.min(least, first), Infinity)
  let end = 0
  for (let o = 0; o < outRows; o++) end = Math.max(end, vertical.first[o]! + vertical.count[o]!)
  // Outputs that a row counts for form a window that only moves down.
  let lowest = 0
  for (let y = start; y < end; y += 2) {
    const two = y + 1 < end
    read(y, two)
    shrink(two)
    while (lowest < outRows && vertical.first[lowest]! + vertical.count[lowest]! <= y) lowest++
    for (let o = lowest; o < outRows && vertical.first[o]! <= y + 1; o++) {
      const weight = weightOf(vertical, o, y)
      const nextWeight = two ? weightOf(vertical, o, y + 1) : 0
      if (weight !== 0 && nextWeight !== 0) addBoth(o, weight, nextWeight)
      else if (weight !== 0) add(o, 0, weight)
      else if (nextWeight !== 0) add(o, 1, nextWeight)
    }
  }
  return new Float32Array(out)
}

/** How much an input counts for an output; 0 outside of its inputs. */
function weightOf({ first, count, weights, width }: Taps, output: number, input: number): number {
  const k = input - first[output]!
  return k >= 0 && k < count[output]! ? weights[output * width + k]! : 0
}

/** Where rows come from. */
export interface RowReader {
  /** Writes row `y` of the input (`columns * channels` values) into `row`. */
  read(y: number, row: Float32Array): void
  /** The same, where a row is so many bytes times `unit`. */
  grey?: { data: Uint8Array; unit: number }
}

/** Where it is done, and how. */
interface Workplace {
  /** The sums, all 0. */
  out: Float64Array
  /** Takes row `y`, or that and the next. */
  read(y: number, both: boolean): void
  /** Resizes the first of them, or both, each to a line. */
  shrink(both: boolean): void
  /** Adds a line to an output row. */
  add(o: number, which: 0 | 1, weight: number): void
  /** Adds first the one and then the other. */
  addBoth(o: number, weight: number, nextWeight: number): void
}

function workplace(
  source: RowReader,
  outRows: number,
  lineLength: number,
  columns: number,
  channels: number,
  taps: Taps,
): Workplace {
  const outputs = taps.first.length
  const rowLength = columns * channels
  const values = outRows * lineLength
  // The sums are the first buffer, lines and rows the second, bytes the third.
  const [one, two, three] = pictureBuffers(2 * Math.max(values, rowLength + 2 * lineLength), Math.max(columns, outRows))
  const out = new Float64Array(one.buffer, one.byteOffset, values).fill(0)
  const { buffer, byteOffset } = two
  const lines = [0, 1].map((i) => new Float64Array(buffer, byteOffset + 8 * i * lineLength, lineLength))
  const rowsAt = byteOffset + 16 * lineLength
  const rows = [0, 1].map((i) => new Float32Array(buffer, rowsAt + 4 * i * rowLength, rowLength))
  const [line, nextLine] = lines as [Float64Array, Float64Array]
  const [row, nextRow] = rows as [Float32Array, Float32Array]
  const kernels = kernelsFor(one, two)
  const read = (y: number, both: boolean): void => {
    source.read(y, row)
    if (both) source.read(y + 1, nextRow)
  }
  if (kernels === undefined) {
    const add = (o: number, which: 0 | 1, weight: number): void => {
      const [base, from] = [o * lineLength, lines[which]!]
      for (let i = 0; i < lineLength; i++) out[base + i]! += weight * from[i]!
    }
    return {
      out,
      read,
      shrink(both) {
        shrinkRow(row, line, channels, taps)
        if (both) shrinkRow(nextRow, nextLine, channels, taps)
      },
      add,
      addBoth(o, weight, nextWeight) {
        add(o, 0, weight)
        add(o, 1, nextWeight)
      },
    }
  }
  const { put } = scratch()
  const [first, count, weights] = [put(taps.first), put(taps.count), put(taps.weights)]
  const { grey } = source
  const bytes = new Uint8Array(three.buffer, three.byteOffset, 2 * rowLength)
  return {
    out,
    read(y, both) {
      if (grey === undefined) return read(y, both)
      const taken = (both ? 2 : 1) * columns
      bytes.set(grey.data.subarray(y * columns, y * columns + taken))
      kernels.unitValues(bytes.byteOffset, row.byteOffset, taken, grey.unit)
    },
    // A second row that is none is read and not used.
    shrink: () =>
      kernels.shrinkRows(
        row.byteOffset,
        nextRow.byteOffset,
        line.byteOffset,
        nextLine.byteOffset,
        outputs,
        channels,
        first,
        count,
        weights,
        taps.width,
      ),
    add: (o, which, weight) =>
      kernels.addLine(out.byteOffset + 8 * o * lineLength, lines[which]!.byteOffset, weight, lineLength),
    addBoth: (o, weight, nextWeight) =>
      kernels.addLines(
        out.byteOffset + 8 * o * lineLength,
        line.byteOffset,
        nextLine.byteOffset,
        weight,
        nextWeight,
        lineLength,
      ),
  }
}

function shrinkRow(
  row: Float32Array,
  line: Float64Array,
  channels: number,
  { first, count, weights, width }: Taps,
): void {
  for (let o = 0; o < first.length; o++) {
    const low = first[o]!
    const n = count[o]!
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let k = 0, i = low * channels + c; k < n; k++, i += channels) sum += weights[o * width + k]! * row[i]!
      line[o * channels + c] = sum
    }
  }
}
