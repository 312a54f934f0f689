/** `covid-xray augment`: a contact sheet of what augmentation does, one row a picture, one column a draw. */
import { writeFile } from 'node:fs/promises'
import {
  augmentationSheet,
  type Augmentation,
  preprocess,
  seedAugmentation,
  strongXrayAugmentation,
  xrayAugmentation,
} from '@convlens/data'
import { openData } from '../data-source.ts'
import { encodePng } from '../encode-png.ts'
import { skippedPictures } from '../skipped.ts'
import type { Terminal } from '../terminal.ts'

/** What `--kind` takes. */
export const augmentations = {
  xray: () => xrayAugmentation,
  seed: () => seedAugmentation,
  strong: strongXrayAugmentation,
} satisfies Record<string, () => Augmentation>

export interface AugmentOptions {
  data: string
  kind: keyof typeof augmentations
  out: string
  size: number
  pictures: number
  draws: number
  seed: number
}

export async function augment(options: AugmentOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { size, draws, seed } = options
  const { dataset } = await openData(options.data, seed)
  const spec = { version: 1, width: size, height: size, channels: 1, fit: 'pad', scaling: 'unit' } as const
  const skipped = skippedPictures(terminal)
  const pictures: { id: string; x: Float32Array }[] = []
  for (const sample of dataset.samples) {
    if (pictures.length === options.pictures) break
    signal.throwIfAborted()
    try {
      pictures.push({ id: sample.id, x: preprocess(await sample.load(), spec) })
    } catch (error) {
      skipped.add(sample, error)
    }
  }
  if (pictures.length === 0) throw new Error(`none of the ${dataset.samples.length} pictures could be read`)
  const { raster: sheet } = augmentationSheet(pictures, [size, size, 1], augmentations[options.kind](), { draws, seed })
  await writeFile(options.out, encodePng(sheet.width, sheet.height, sheet.data as Uint8Array, 1))
  terminal.line(`${pictures.length} pictures, each as it is and ${draws} times augmented: ${options.out}`)
}
