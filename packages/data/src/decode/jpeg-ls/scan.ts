/** One scan of a JPEG-LS picture (ITU-T T.87, annexes A and B): line after line, runs of equal samples apart from others. */
import { LsBits } from './bits.ts'
import { Contexts, runOrders } from './contexts.ts'
import type { Parameters } from './parameters.ts'

export interface ScanLayout {
  width: number
  height: number
  /** Samples a pixel in the result, and which of them the scan has. */
  step: number
  components: number[]
  /** Whether the components of a pixel come together (sample interleave), not line by line. */
  together: boolean
}

/** @returns the byte after the scan; fills in `data` */
export function decodeScan(
  bytes: Uint8Array,
  start: number,
  data: Uint16Array,
  layout: ScanLayout,
  parameters: Parameters,
): number {
  const { width, height, step, components, together } = layout
  const bits = new LsBits(bytes, start)
  const contexts = new Contexts(parameters, bits)
  // Lines with a sample before the first and one behind the last.
  const lines = components.map(() => ({ above: new Int32Array(width + 2), here: new Int32Array(width + 2), run: 0 }))
  for (let y = 0; y < height; y++) {
    for (const line of lines) {
      line.above[width + 1] = line.above[width]!
      line.here[0] = line.above[1]!
    }
    if (together) decodeLine(lines, width, parameters, contexts, bits)
    else for (const line of lines) decodeLine([line], width, parameters, contexts, bits)
    if (bits.overrun) throw new Error('its packed pixels end early')
    lines.forEach((line, i) => {
      let to = y * width * step + components[i]!
      for (let x = 1; x <= width; x++, to += step) data[to] = line.here[x]!
      ;[line.above, line.here] = [line.here, line.above]
    })
  }
  return bits.at
}

interface Line {
  above: Int32Array
  here: Int32Array
  /** How long runs were, of the first component for all that come together. */
  run: number
}

function decodeLine(lines: Line[], width: number, parameters: Parameters, contexts: Contexts, bits: LsBits): void {
  const quantised = lines.map(() => 0)
  for (let x = 1; x <= width; x++) {
    let flat = true
    for (let i = 0; i < lines.length; i++) {
      const { above, here } = lines[i]!
      quantised[i] = neighbourhood(above, here, x, parameters)
      if (quantised[i] !== 0) flat = false
    }
    if (flat) x = decodeRun(lines, x, width, parameters.near, contexts, bits)
    else
      for (let i = 0; i < lines.length; i++) {
        const { above, here } = lines[i]!
        const q = quantised[i]!
        here[x] = contexts.regular(Math.abs(q), q < 0 ? -1 : 1, predict(here[x - 1]!, above[x]!, above[x - 1]!))
      }
  }
}

/** The three gradients around a sample as one number from -364 to 364 (A.3); 0 where it is flat. */
function neighbourhood(above: Int32Array, here: Int32Array, x: number, parameters: Parameters): number {
  const b = above[x]!
  const c = above[x - 1]!
  return (
    81 * region(above[x + 1]! - b, parameters) + 9 * region(b - c, parameters) + region(c - here[x - 1]!, parameters)
  )
}

function region(gradient: number, { near, thresholds }: Parameters): number {
  const size = Math.abs(gradient)
  if (size <= near) return 0
  const found = size < thresholds[0] ? 1 : size < thresholds[1] ? 2 : size < thresholds[2] ? 3 : 4
  return gradient < 0 ? -found : found
}

/** The median of left, above and their plane (A.4.1). */
function predict(a: number, b: number, c: number): number {
  if (c >= Math.max(a, b)) return Math.min(a, b)
  if (c <= Math.min(a, b)) return Math.max(a, b)
  return a + b - c
}

/** A run from `x` on, with the sample that ends it (A.7); returns the last column it fills. */
function decodeRun(lines: Line[], x: number, width: number, near: number, contexts: Contexts, bits: LsBits): number {
  const first = lines[0]!
  let end = x
  while (bits.read(1) === 1) {
    const length = 2 ** runOrders[first.run]!
    end += length
    if (end <= width + 1 && first.run < 31) first.run++
    if (end > width) {
      fill(lines, x, width)
      return width
    }
  }
  end += bits.read(runOrders[first.run]!)
  if (end > width) throw new Error('its packed pixels are damaged')
  fill(lines, x, end - 1)
  for (const { above, here } of lines) {
    const left = here[end - 1]!
    const up = above[end]!
    // Of several components, all are coded as if they differed (B.3).
    const alike = lines.length === 1 && Math.abs(left - up) <= near
    here[end] = contexts.interruption(alike, left, up, first.run)
  }
  if (first.run > 0) first.run--
  return end
}

/** Repeats the sample before `from` up to `to`. */
function fill(lines: Line[], from: number, to: number): void {
  for (const { here } of lines) here.fill(here[from - 1]!, from, to + 1)
}
