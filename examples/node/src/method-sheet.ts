/** All methods side by side, as a picture: the X-ray with the outline of the truth, then one map each. */
import {
  contourLines,
  createExplainer,
  methodByName,
  type MethodName,
  overlay,
  type OverlayImage,
  type Pixels,
  sideBySide,
} from '@convlens/grad-cam'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { tensor4d } from '@tensorflow/tfjs-core'
import { encodePng } from './encode-png.ts'
import type { MarkedPicture } from './method-comparison.ts'
import { methodTitles } from './method-titles.ts'

export interface MethodSheetOptions {
  model: LayersModel
  pictures: readonly MarkedPicture[]
  shape: readonly [height: number, width: number, channels: number]
  target: number
  names: readonly MethodName[]
}

/** Maps in a row. */
const columns = 5

/** A PNG; the pictures one below the other, each with the maps of `names`. */
export async function methodSheet({ model, pictures, shape, target, names }: MethodSheetOptions): Promise<Uint8Array> {
  const [height, width, channels] = shape
  const explainer = createExplainer(model)
  const rows: OverlayImage[] = []
  for (const { values, mask } of pictures) {
    const picture = greyOf(values, shape)
    const outline = { map: mask, shape: [height, width], info: { degenerate: false } } as const
    const tiles = [overlay(outline, picture, { alpha: 0, contours: contourLines([0.5]) })]
    const x = tensor4d(values, [1, height, width, channels])
    try {
      for (const name of names) {
        const explanation = await explainer.explain(x, { method: methodByName(name), target: { class: target } })
        tiles.push(overlay(explanation, picture, { colormap: 'inferno', alpha: 0.65, alphaBy: 'value' }))
      }
    } finally {
      x.dispose()
    }
    const captions = ['the truth, outlined', ...names.map((name) => methodTitles[name])]
    for (let start = 0; start < tiles.length; start += columns) {
      const row = tiles.slice(start, start + columns).map((tile) => enlarge(tile, 2))
      rows.push(sideBySide(row, { captions: captions.slice(start, start + columns), scale: 2, gap: 8 }))
    }
  }
  const { width: sheetWidth, height: sheetHeight, data } = below(rows)
  return encodePng(sheetWidth, sheetHeight, data, 4)
}

/** Grey pixels of what the network sees, from its smallest to its largest value. */
function greyOf(values: Float32Array, [height, width, channels]: MethodSheetOptions['shape']): Pixels {
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  const data = Uint8Array.from(
    { length: height * width },
    (_, i) => (255 * (values[i * channels]! - low)) / (high - low || 1),
  )
  return { width, height, data }
}

/** Every pixel as a square. */
function enlarge({ width, height, data }: OverlayImage, times: number): OverlayImage {
  const large = new Uint8ClampedArray(data.length * times * times)
  for (let y = 0; y < height * times; y++) {
    for (let x = 0; x < width * times; x++) {
      const from = (Math.floor(y / times) * width + Math.floor(x / times)) * 4
      large.set(data.subarray(from, from + 4), (y * width * times + x) * 4)
    }
  }
  return { width: width * times, height: height * times, data: large }
}

/** Images one below the other, on white. */
function below(images: readonly OverlayImage[]): OverlayImage {
  const width = Math.max(...images.map((image) => image.width))
  const height = images.reduce((sum, image) => sum + image.height, 0)
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  let top = 0
  for (const image of images) {
    for (let y = 0; y < image.height; y++) {
      data.set(image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4), (top + y) * width * 4)
    }
    top += image.height
  }
  return { width, height, data }
}
