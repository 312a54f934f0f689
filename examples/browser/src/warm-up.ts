/** Goes the whole way once before the first picture comes: whatever loads or compiles itself late does so now. */
import { decodeImage, drawPhantom } from '@convlens/data'
import type { Analyst } from './analyst.ts'

/** The smallest pictures of the formats the page reads: one pixel each; CMYK has a decoder of its own. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=='
const jpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i' +
  'Z2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI' +
  'AQEAAD8AP//Z'
const cmykJpeg =
  '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdo' +
  'Zz5NcXlwZHhcZWdj/8AAFAgAAQABBEMRAE0RAFkRAEsRAP/EABQAAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAA' +
  'AAAA/9oADgRDAE0AWQBLAAA/AHZsYlj/2Q=='

export async function warmUp(analyst: Analyst): Promise<void> {
  for (const picture of [png, jpeg, cmykJpeg]) {
    await decodeImage(Uint8Array.from(atob(picture), (character) => character.codePointAt(0)!))
  }
  const prepared = analyst.prepare(drawPhantom({ label: 'normal', seed: 'warm-up', size: 64 }).raster)
  const answer = await analyst.answer(prepared)
  const layer = analyst.layers.at(-1)
  if (layer !== undefined) await analyst.explain(prepared, layer.path, answer.class)
}
