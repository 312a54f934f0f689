/** Pictures next to each other, with captions. */
import type { Rgb } from './colormap.ts'
import { blank, type OverlayImage, pixelReader, type Pixels } from './pixels.ts'
import { advance, capHeight, checkLook, drawText, inkOn, lineHeight, textWidth, wrap } from './text.ts'

/** Options of `sideBySide`. */
export interface SideBySideOptions {
  /** Pixels between the pictures. Default 8. */
  gap?: number
  /** Default white. Captions are black or white, whichever reads better on it. */
  background?: Rgb
  /** One a picture, `''` for none. Wrapped to the width of the picture, never cut off. */
  captions?: readonly string[]
  /** Size of the captions: a capital letter is `7 * scale` pixels high. Default 1 for 180 pixels of height. */
  scale?: number
}

/** Narrower pictures get this many characters of room for their captions. */
const fewestColumns = 8

/**
 * Puts pictures next to each other, from left to right, with captions below. No picture is scaled, so every pixel stays
 * what it was; pictures of different heights share their upper edge, and the captions start on one line below the
 * tallest.
 *
 * @param images of any kind that `overlay` takes, so the picture itself can stand next to its overlay
 * @throws RangeError where there is no picture, a size does not fit its data, or captions and pictures differ in number
 * @example
 * const grey = { width: 2, height: 1, data: Uint8Array.of(0, 255) }
 * const { width, height } = sideBySide([grey, overlay({ map: [0, 1], shape: [1, 2] }, grey)], { gap: 4 })
 * width // 2 + 4 + 2 = 8
 * height // 1
 */
export function sideBySide(images: readonly Pixels[], options: SideBySideOptions = {}): OverlayImage {
  const { gap = 8, background = [255, 255, 255], captions = images.map(() => '') } = options
  if (images.length === 0) throw new RangeError('images: got none, expected at least one')
  if (captions.length !== images.length) {
    throw new RangeError(`captions: got ${captions.length} for ${images.length} images, expected one an image`)
  }
  if (!(Number.isInteger(gap) && gap >= 0)) {
    throw new RangeError(`gap: got ${gap}, expected a whole number of at least 0`)
  }
  const readers = images.map((image) => pixelReader(image, background))
  const tallest = Math.max(...images.map(({ height }) => height))
  const { scale = Math.max(Math.floor(tallest / 180), 1) } = options
  checkLook(scale, background)

  const blocks = captions.map((caption, i) => {
    const room = Math.max(images[i]!.width, (fewestColumns * advance - 1) * scale)
    const lines = caption === '' ? [] : wrap(caption, Math.floor((room / scale + 1) / advance))
    const widest = Math.max(0, ...lines.map((line) => textWidth(line, scale)))
    return { lines, width: Math.max(images[i]!.width, widest) }
  })
  const rows = Math.max(...blocks.map(({ lines }) => lines.length))
  const room = (lineHeight - capHeight) * scale
  const result = blank(
    blocks.reduce((sum, block) => sum + block.width, gap * (images.length - 1)),
    tallest + (rows === 0 ? 0 : room + rows * lineHeight * scale),
    background,
  )
  let left = 0
  blocks.forEach(({ lines, width }, i) => {
    const centred = (inner: number): number => left + Math.floor((width - inner) / 2)
    copy(readers[i]!, images[i]!, result, centred(images[i]!.width))
    lines.forEach((line, row) => {
      const x = centred(textWidth(line, scale))
      drawText(result, line, { x, y: tallest + room + row * lineHeight * scale, scale, ink: inkOn(background) })
    })
    left += width + gap
  })
  return result
}

function copy(
  read: ReturnType<typeof pixelReader>,
  { width, height }: Pixels,
  target: OverlayImage,
  left: number,
): void {
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      for (const c of [0, 1, 2] as const) target.data[(y * target.width + left + x) * 4 + c] = read(i, c)
    }
  }
}
