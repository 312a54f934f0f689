/** From a packed frame to its stored values, by the decoder of its transfer syntax. */
import { DecodeError } from '../decode-error.ts'
import { decodeLosslessJpeg } from '../jpeg-lossless.ts'
import { decodeJpegLs } from '../jpeg-ls/decode-jpeg-ls.ts'
import { decodeJpegFrame } from '../jpeg.ts'
import { unpackJpeg2000 } from '../codecs/openjpeg.ts'
import type { UnpackedFrame } from '../codecs/openjpeg.ts'
import type { DecodeLimits } from '../limits.ts'
import { corruptDicom } from './corrupt.ts'
import { packedFrame } from './frames.ts'
import type { ImageDescription } from './image-description.ts'
import { unpackRle } from './rle.ts'
import { arrange } from './samples.ts'
import type { StoredSamples } from './samples.ts'
import { jpeg2000Header, jpeg2000Stream } from './jpeg-2000-header.ts'
import type { StreamHeader } from './jpeg-2000-header.ts'
import type { Packing } from './transfer-syntax.ts'

export interface PackedSamples extends StoredSamples {
  /** The photometric interpretation of what came out: decoders may have turned colours into RGB. */
  photometric: string
}

/** @throws {DecodeError} `corrupt`, also where the packed frame is not what the header says, or `unsupported` */
export async function packedSamples(
  image: ImageDescription,
  packing: Exclude<Packing, 'none'>,
  frame: number,
  limits: DecodeLimits,
): Promise<PackedSamples> {
  const bytes = packedFrame(image, frame)
  const { photometric } = image
  switch (packing) {
    case 'rle':
      return { ...runLengths(image, bytes), photometric }
    case 'jpeg':
      return { ...(await lossy(image, bytes, limits)), photometric: rgbIfColour(image) }
    case 'jpeg-lossless':
      return { ...lossless(image, bytes, decodeLosslessJpeg, 'lossless JPEG'), photometric }
    case 'jpeg-ls':
      return { ...lossless(image, bytes, decodeJpegLs, 'JPEG-LS'), photometric }
    case 'jpeg-2000': {
      checkHeader(image, jpeg2000Header(bytes), 'JPEG 2000')
      const unpacked = await unpackJpeg2000(jpeg2000Stream(bytes))
      // OpenJPEG itself turns the two transforms that JPEG 2000 knows into RGB.
      const transformed = photometric === 'YBR_RCT' || photometric === 'YBR_ICT'
      return { ...fromUnpacked(image, unpacked, 'JPEG 2000'), photometric: transformed ? 'RGB' : photometric }
    }
  }
}

const rgbIfColour = ({ samples, photometric }: ImageDescription): string => (samples === 3 ? 'RGB' : photometric)

function checkHeader(image: ImageDescription, stream: StreamHeader, name: string): void {
  const { width, height, samples, allocated } = image
  if (stream.width !== width || stream.height !== height || stream.components !== samples)
    throw corruptDicom(
      `its ${name} frame has ${stream.width} x ${stream.height} x ${stream.components} samples, the header says ${width} x ${height} x ${samples}`,
    )
  if (stream.precision > allocated)
    throw corruptDicom(`its ${name} frame has ${stream.precision} bits a sample, the header says ${allocated}`)
}

function runLengths(image: ImageDescription, bytes: Uint8Array): StoredSamples {
  const { width, height, samples, allocated } = image
  if (allocated === 1) throw corruptDicom('run lengths of single bits do not exist')
  // Colours lie in planes, never shared (PS3.5, G.2).
  const planes = {
    ...image,
    planar: true,
    photometric: image.photometric === 'YBR_FULL_422' ? 'YBR_FULL' : image.photometric,
  }
  return arrange(planes, unpackRle(bytes, width * height, samples, allocated / 8), true)
}

async function lossy(image: ImageDescription, bytes: Uint8Array, limits: DecodeLimits): Promise<StoredSamples> {
  const { samples, photometric } = image
  try {
    const { width, height, channels, data } = await decodeJpegFrame(bytes, limits, photometric === 'RGB')
    checkHeader(image, { width, height, components: channels, precision: 8 }, 'JPEG')
    // The header's bits may be fewer than the eight that JPEG has, never more.
    if (samples === 1 && image.stored < 8) for (let i = 0; i < data.length; i++) data[i]! &= 2 ** image.stored - 1
    return { values: data, bits: Math.min(8, image.stored) }
  } catch (error) {
    if (!DecodeError.isInstance(error) || error.format === 'dicom') throw error
    throw new DecodeError(error.code, `its JPEG frame: ${error.message}`, 'dicom', { cause: error })
  }
}

function lossless(
  image: ImageDescription,
  bytes: Uint8Array,
  decode: typeof decodeLosslessJpeg,
  name: string,
): StoredSamples {
  try {
    const { data } = decode(bytes, (width, height, components, precision) => {
      checkHeader(image, { width, height, components, precision }, name)
    })
    return narrowed(data, image.stored)
  } catch (error) {
    if (DecodeError.isInstance(error)) throw error
    throw corruptDicom(`its ${name} frame: ${(error as Error).message}`, error)
  }
}

function fromUnpacked(image: ImageDescription, unpacked: UnpackedFrame, name: string): StoredSamples {
  checkHeader(image, unpacked, name)
  const { bytes, precision } = unpacked
  const allocated = precision > 8 ? 16 : 8
  const stored = Math.min(image.stored, allocated)
  const { values } = arrange(
    { ...image, allocated, stored, highBit: stored - 1, planar: false, photometric: 'RGB' },
    bytes,
    true,
  )
  return { values, bits: image.stored }
}

/** Only the bits that count. */
function narrowed(data: Uint16Array, bits: number): StoredSamples {
  const values = bits > 8 ? data : new Uint8Array(data.length)
  const mask = 2 ** bits - 1
  for (let i = 0; i < data.length; i++) values[i] = data[i]! & mask
  return { values, bits }
}
