/** PNG files of drawn pixels. */
import { PNG } from 'pngjs'

/** Row-major bytes of one grey channel or of RGBA, whose alpha is laid over black, as a PNG without alpha. */
export function encodePng(
  width: number,
  height: number,
  data: Uint8Array | Uint8ClampedArray,
  channels: 1 | 4,
): Uint8Array {
  const grey = channels === 1
  const png = new PNG({ width, height })
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return PNG.sync.write(png, { colorType: grey ? 0 : 2, inputColorType: grey ? 0 : 6, inputHasAlpha: !grey })
}
