/** Picture files for machines that have none: drawn chest X-rays, written as PNG or JPEG. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { phantoms, type Raster } from '@convlens/data'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import { everyWay } from './mirror.ts'

export const drawnFormats = ['png', 'jpeg'] as const

export type DrawnFormat = (typeof drawnFormats)[number]

/** One grey channel of 8 bits, as X-rays are published. */
function encodePng({ width, height, data }: Raster): Uint8Array {
  const png = new PNG({ width, height })
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false })
}

/** Luma and two channels of colours without a colour, as most X-rays are that went through other programs. */
function encodeJpeg({ width, height, data }: Raster): Uint8Array {
  const rgba = Buffer.alloc(4 * width * height, 255)
  for (let p = 0; p < width * height; p++) rgba.fill(data[p]!, 4 * p, 4 * p + 3)
  return jpeg.encode({ width, height, data: rgba }, 90).data
}

const encode: Record<DrawnFormat, (picture: Raster) => Uint8Array> = { png: encodePng, jpeg: encodeJpeg }

/**
 * Writes the same pictures in several formats: `<folder>/<format>.csv` lists the files of one. Every fourth picture is drawn, which
 * takes longest; those between are its mirror images, other bytes with as much in them.
 *
 * @param size width and height
 * @returns the manifests, in the order of the formats
 */
export async function writeDrawnFiles(
  folder: string,
  formats: readonly DrawnFormat[],
  { count, size }: { count: number; size: number },
): Promise<string[]> {
  const lists = new Map(formats.map((format) => [format, ['path,label']]))
  for (const format of formats) await mkdir(join(folder, format))
  const { samples } = phantoms({ count: Math.max(2, Math.ceil(count / 4)), size, seed: 7 })
  for (let i = 0; i < count; i += 4) {
    const { label, load } = samples[i / 4]!
    for (const [way, picture] of everyWay(await load())
      .slice(0, count - i)
      .entries()) {
      for (const format of formats) {
        const path = `${format}/${i + way}.${format}`
        await writeFile(join(folder, path), encode[format](picture))
        lists.get(format)!.push(`${path},${label}`)
      }
    }
  }
  return Promise.all(
    formats.map(async (format) => {
      const manifest = join(folder, `${format}.csv`)
      await writeFile(manifest, `${lists.get(format)!.join('\n')}\n`)
      return manifest
    }),
  )
}
