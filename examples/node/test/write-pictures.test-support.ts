/** Pictures in folders, to train on. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPhantom } from '@convlens/data'
import { PNG } from 'pngjs'

/** Drawn chests as PNG files in class folders. */
export async function writePictures(folder: string, counts: Record<string, number>): Promise<void> {
  let seed = 0
  for (const [path, count] of Object.entries(counts)) {
    await mkdir(join(folder, path), { recursive: true })
    for (let i = 0; i < count; i++) {
      const { raster } = drawPhantom({ size: 96, seed: seed++, label: path.endsWith('covid') ? 'covid' : 'normal' })
      const png = new PNG({ width: 96, height: 96 })
      png.data = Buffer.from(raster.data)
      await writeFile(
        join(folder, path, `${i}.png`),
        PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false }),
      )
    }
  }
}
