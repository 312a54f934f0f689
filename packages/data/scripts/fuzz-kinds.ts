/** What is fuzzed: sound files of each kind, and the reader that gets them damaged. */
import { ConvlensDataError } from '../src/data-error.ts'
import { readManifest } from '../src/datasets/manifest.ts'
import { DecodeError } from '../src/decode/decode-error.ts'
import { decodeImage } from '../src/decode/decode-image.ts'
import { readDicomTags } from '../src/decode/dicom/read-dicom-tags.ts'
import { goldenDicom, goldenFormats, goldenPngAndJpeg } from '../src/decode/golden.test-support.ts'
import type { GoldenPicture } from '../src/decode/golden.test-support.ts'

export interface FuzzKind {
  files: Uint8Array[]
  /** @throws only what `isNamed` knows */
  read(bytes: Uint8Array): Promise<unknown>
  isNamed(error: unknown): boolean
}

/** Small enough that damaged headers ask for no honest but slow megapixels. */
const limits = { maxPixels: 2 ** 20, maxBytes: 2 ** 22 }

const formats = [...goldenFormats, ...goldenPngAndJpeg]

const tables = [
  'path,label,split,patient_id\na.png,covid,train,1\nb.png,normal,val,2\n',
  '\ufeffpath;label;note\r\n"a;b.png";covid;"two\r\nlines"\r\nc.png;normal;"a ""quoted"" word"\r\n',
  'path,label\nsub/../x.png,covid\n./y.png,normal\n\nz.png,covid',
  'label,path,mask\rcovid,ä/ö.png,masks/ö.png\rnormal,日本.png,\r',
].map((text) => new TextEncoder().encode(text))

function pictures(files: Uint8Array[], read: FuzzKind['read']): FuzzKind {
  return { files, read, isNamed: DecodeError.isInstance }
}

const starting = (all: readonly GoldenPicture[], prefix: string): Uint8Array[] =>
  all.filter(({ name }) => name.startsWith(prefix)).map(({ bytes }) => bytes)

async function readDicom(bytes: Uint8Array): Promise<unknown> {
  await readDicomTags(bytes, ['PatientID', 'WindowCenter', 'Rows'], limits).catch(onlyNamed)
  return decodeImage(bytes, limits)
}

const kinds = new Map<string, FuzzKind>([
  ...['png', 'jpeg', 'tiff', 'bmp', 'webp'].map(
    (name) => [name, pictures(starting(formats, `${name}-`), (bytes) => decodeImage(bytes, limits))] as const,
  ),
  ['dicom', pictures(starting(goldenDicom, ''), readDicom)],
  // DICOM of one packing each, to be asked for by name.
  ...['rle', 'j2k', 'jpeg-ls', 'jpeg-lossless'].map(
    (name) => [name, pictures(starting(goldenDicom, `${name}-`), readDicom)] as const,
  ),
])

/** Files that say nothing in the header may still have pixels, and the reverse. */
function onlyNamed(error: unknown): void {
  if (!DecodeError.isInstance(error)) throw error
}

kinds.set('csv', {
  files: tables,
  read: async (bytes) => readManifest(bytes, 'fuzz.csv', { delimiter: bytes.includes(0x3b) ? ';' : ',' }),
  isNamed: ConvlensDataError.isInstance,
})

export const fuzzKinds: readonly string[] = [...kinds.keys()]

export function fuzzKind(name: string): FuzzKind {
  const kind = kinds.get(name)
  if (kind === undefined) throw new RangeError(`kind: '${name}' given, expected ${fuzzKinds.join(', ')}`)
  return kind
}
