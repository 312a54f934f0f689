/** What the colours of an overlay mean: a colour bar with numbers. */
import { type Colormap, type ColormapName, colourTable, type Rgb, step } from './colormap.ts'
import { blank, checkSide, type OverlayImage } from './pixels.ts'
import { advance, capHeight, checkLook, drawText, inkOn, lineHeight, textWidth, wrap } from './text.ts'
import { type Placed, thinOut, tickLabels } from './tick-labels.ts'

/** Options of `legend`. */
export interface LegendOptions {
  /** Default `'viridis'`. */
  colormap?: ColormapName | Colormap
  /** Default `'vertical'`, hot at the top; `'horizontal'`: hot at the right. */
  orientation?: 'vertical' | 'horizontal'
  /** Of the whole picture along the bar, in pixels: its height if vertical, else its width. Default 224. */
  length?: number
  /** Of the bar, in pixels. Default `12 * scale`. */
  thickness?: number
  /** Where to write numbers, 0..1. Default `[0, 0.25, 0.5, 0.75, 1]`; numbers that would touch are left out. */
  ticks?: readonly number[]
  /** The values that 0 and 1 stand for, such as `[0, largest raw value]`. Default `[0, 1]`. */
  range?: readonly [low: number, high: number]
  /** Words behind the lowest and the highest number, such as `['no effect', 'strongest']`. */
  ends?: readonly [low: string, high: string]
  /** Above the bar; wrapped where it is too long. */
  title?: string
  /** A capital letter is `7 * scale` pixels high. Default 1. */
  scale?: number
  /** Default white. Text is black or white, whichever reads better on it. */
  background?: Rgb
}

/** Everything in pixels that both orientations share. */
interface Frame {
  table: Uint8Array
  thickness: number
  length: number
  title: string
  scale: number
  margin: number
  background: Rgb
  ink: Rgb
}

/**
 * Draws a colour bar with ticks and numbers, to stand next to an overlay (see `sideBySide`). Its colours are those of
 * the map alone; over a picture they are mixed with it.
 *
 * @throws RangeError where an option is out of range, or `length` leaves no room for bar and numbers
 * @example
 * const bar = legend({ title: 'Grad-CAM, covid', range: [0, 4.2], ends: ['nothing', 'most'], length: 224 })
 * bar.height // 224
 */
export function legend(options: LegendOptions = {}): OverlayImage {
  const { colormap = 'viridis', orientation = 'vertical', length = 224, scale = 1, title = '' } = options
  const { thickness = 12 * scale, background = [255, 255, 255] } = options
  checkLook(scale, background)
  checkSide('length', length)
  checkSide('thickness', thickness)
  if (orientation !== 'vertical' && orientation !== 'horizontal') {
    throw new RangeError(`orientation: got '${orientation as string}', expected 'vertical' or 'horizontal'`)
  }
  const table = colourTable(colormap)
  const frame: Frame = {
    table,
    thickness,
    length,
    title,
    scale,
    background,
    margin: 4 * scale,
    ink: inkOn(background),
  }
  return (orientation === 'vertical' ? vertical : horizontal)(frame, labelsOf(options))
}

function labelsOf({ ticks = [0, 0.25, 0.5, 0.75, 1], range: [low, high] = [0, 1], ends }: LegendOptions): {
  share: number
  text: string
}[] {
  for (const tick of ticks) {
    if (!(tick >= 0 && tick <= 1)) throw new RangeError(`ticks: got ${tick}, expected numbers from 0 to 1`)
  }
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`range: got [${low}, ${high}], expected two finite numbers, the lower one first`)
  }
  const shares = [...new Set(ends ? [0, ...ticks, 1] : ticks)].sort((a, b) => a - b)
  const numbers = tickLabels(shares.map((share) => low * (1 - share) + high * share))
  return shares.map((share, i) => {
    const words = ends === undefined ? '' : share === 0 ? ends[0] : share === 1 ? ends[1] : ''
    return { share, text: `${numbers[i]} ${words}`.trim() }
  })
}

function vertical(frame: Frame, labels: ReturnType<typeof labelsOf>): OverlayImage {
  const { thickness, length, title, scale, margin, background } = frame
  const left = margin + thickness + 6 * scale
  const content = left - margin + Math.max(0, ...labels.map(({ text }) => textWidth(text, scale)))
  const lines = title === '' ? [] : wrap(title, Math.max(Math.floor((content / scale + 1) / advance), 14))
  const half = Math.ceil((capHeight * scale) / 2)
  const top = margin + lines.length * lineHeight * scale + half
  const bottom = length - margin - half
  checkRoom(length, bottom - top, lineHeight * scale)
  const width = margin * 2 + Math.max(content, ...lines.map((line) => textWidth(line, scale)))
  const image = blank(width, length, background)
  drawLines(image, frame, lines)
  const placed = labels.map(({ share, text }): Placed => {
    const at = Math.round((bottom - scale - top) * share)
    return { text, at, from: at, to: at + capHeight * scale }
  })
  for (let y = top; y < bottom; y++) {
    const colour = step((bottom - y - 0.5) / (bottom - top)) * 3
    for (let x = margin; x < margin + thickness; x++) put(image, x, y, frame.table.subarray(colour, colour + 3))
  }
  for (const { text, at } of thinOut(placed, 2 * scale)) {
    const y = bottom - scale - at
    fill(image, frame.ink, { x: margin + thickness, y, width: 3 * scale, height: scale })
    drawText(image, text, { x: left, y: y - 3 * scale, scale, ink: frame.ink })
  }
  return image
}

function horizontal(frame: Frame, labels: ReturnType<typeof labelsOf>): OverlayImage {
  const { thickness, length, title, scale, margin, background } = frame
  const right = length - margin
  const widest = Math.max(0, ...labels.map(({ text }) => textWidth(text, scale)))
  checkRoom(length, right - margin, Math.max(widest, lineHeight * scale))
  const lines = title === '' ? [] : wrap(title, Math.floor(((right - margin) / scale + 1) / advance))
  const top = margin + lines.length * lineHeight * scale
  const under = top + thickness + 6 * scale
  const image = blank(length, under + (lineHeight - 2) * scale + margin, background)
  drawLines(image, frame, lines)
  const placed = labels.map(({ share, text }): Placed => {
    const wide = textWidth(text, scale)
    const at = margin + Math.round((right - scale - margin) * share)
    const from = Math.min(Math.max(at - Math.floor((wide - scale) / 2), margin), right - wide)
    return { text, at, from, to: from + wide }
  })
  for (let x = margin; x < right; x++) {
    const colour = step((x + 0.5 - margin) / (right - margin)) * 3
    for (let y = top; y < top + thickness; y++) put(image, x, y, frame.table.subarray(colour, colour + 3))
  }
  const kept = thinOut(placed, advance * scale)
  const [first, last] = [kept[0], kept.at(-1)]
  if (first && last && first !== last) checkRoom(length, last.from - first.to, scale)
  for (const { text, at, from } of kept) {
    fill(image, frame.ink, { x: at, y: top + thickness, width: scale, height: 3 * scale })
    drawText(image, text, { x: from, y: under, scale, ink: frame.ink })
  }
  return image
}

function drawLines(image: OverlayImage, { scale, margin, ink }: Frame, lines: readonly string[]): void {
  lines.forEach((line, i) => drawText(image, line, { x: margin, y: margin + i * lineHeight * scale, scale, ink }))
}

function put({ width, data }: OverlayImage, x: number, y: number, colour: ArrayLike<number>): void {
  data.set(colour, (y * width + x) * 4)
}

function fill(
  image: OverlayImage,
  ink: Rgb,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  for (let dy = 0; dy < height; dy++) for (let dx = 0; dx < width; dx++) put(image, x + dx, y + dy, ink)
}

function checkRoom(length: number, room: number, needed: number): void {
  if (room < needed) {
    throw new RangeError(`length: got ${length}, expected at least ${length + needed - room} for this text and scale`)
  }
}
