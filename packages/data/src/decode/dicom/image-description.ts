/** What a DICOM header says about its pixels (PS3.3, C.7.6.3), checked before any pixel is touched. */
import { checkSize } from '../limits.ts'
import type { DecodeLimits } from '../limits.ts'
import { corruptDicom, unsupportedDicom } from './corrupt.ts'
import { findInItem, readDecimal, readText, readUint16 } from './values.ts'
import type { Elements } from './values.ts'
import { pixelData } from './elements.ts'
import type { Element } from './elements.ts'

export interface ImageDescription {
  width: number
  height: number
  /** Samples a pixel: 1 or 3. */
  samples: 1 | 3
  /** PhotometricInterpretation: MONOCHROME1, RGB, YBR_FULL ... */
  photometric: string
  /** Whether uncompressed colours lie one plane after the other. */
  planar: boolean
  frames: number
  /** Bits a sample takes, and of those how many count, up to which. */
  allocated: 1 | 8 | 16
  stored: number
  highBit: number
  signed: boolean
  pixels: Element
}

export const imageTags = {
  samples: 0x00280002,
  photometric: 0x00280004,
  planar: 0x00280006,
  frames: 0x00280008,
  rows: 0x00280010,
  columns: 0x00280011,
  allocated: 0x00280100,
  stored: 0x00280101,
  highBit: 0x00280102,
  signed: 0x00280103,
  windowCenter: 0x00281050,
  windowWidth: 0x00281051,
  intercept: 0x00281052,
  slope: 0x00281053,
  voiFunction: 0x00281056,
  red: 0x00281101,
  green: 0x00281102,
  blue: 0x00281103,
  redData: 0x00281201,
  greenData: 0x00281202,
  blueData: 0x00281203,
  modalityLut: 0x00283000,
  lutDescriptor: 0x00283002,
  lutData: 0x00283006,
  voiLut: 0x00283010,
  frameVoi: 0x00289132,
  frameValues: 0x00289145,
  shared: 0x52009229,
  perFrame: 0x52009230,
  floatPixels: 0x7fe00008,
  doublePixels: 0x7fe00009,
  pixels: 0x7fe00010,
} as const

export const imageTagSet: ReadonlySet<number> = new Set(Object.values(imageTags))

const monochrome = ['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR']
const colour = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT']

/** @throws {DecodeError} `corrupt`, `unsupported` or `too-large` */
export function describeImage(elements: Elements, limits: DecodeLimits): ImageDescription {
  const number = (name: keyof typeof imageTags): number | undefined => readUint16(elements.get(imageTags[name]))
  const required = (name: keyof typeof imageTags, words: string): number => {
    const value = number(name)
    if (value === undefined) throw corruptDicom(`its header lacks ${words}`)
    return value
  }
  const pixels = elements.get(pixelData)
  if (pixels === undefined) {
    if (elements.has(imageTags.floatPixels) || elements.has(imageTags.doublePixels))
      throw unsupportedDicom('pixels of floating point')
    throw unsupportedDicom('no pixel data (a report, a plan or only a header)')
  }
  const width = required('columns', 'Columns')
  const height = required('rows', 'Rows')
  checkSize(width, height, limits, 'dicom')
  const samples = number('samples') ?? 1
  const photometric = readText(elements.get(imageTags.photometric))?.trim() || 'MONOCHROME2'
  if (!(samples === 3 ? colour : monochrome).includes(photometric) || (samples !== 1 && samples !== 3))
    throw unsupportedDicom(`${samples} samples a pixel as '${photometric.slice(0, 16)}'`)
  const allocated = required('allocated', 'BitsAllocated')
  if (allocated !== 1 && allocated !== 8 && allocated !== 16) throw unsupportedDicom(`${allocated} bits a sample`)
  const stored = number('stored') ?? allocated
  const highBit = number('highBit') ?? stored - 1
  if (stored < 1 || stored > allocated || highBit < stored - 1 || highBit >= allocated)
    throw corruptDicom(`${stored} bits up to bit ${highBit} do not fit into ${allocated}`)
  const frames = Math.trunc(readDecimal(elements.get(imageTags.frames)) ?? 1)
  if (frames < 1) throw corruptDicom(`its header says ${frames} frames`)
  return {
    width,
    height,
    samples,
    photometric,
    planar: number('planar') === 1,
    frames,
    allocated,
    stored,
    highBit,
    signed: number('signed') === 1,
    pixels,
  }
}

/**
 * The elements that describe how values become grey levels: those of the frame, else those shared by all frames (PS3.3,
 * C.7.6.16), else those of the picture.
 */
export function toneElements(elements: Elements, frame: number): Elements {
  const groups = new Set<number>([imageTags.frameVoi, imageTags.frameValues])
  const merged = new Map(elements)
  const layers = [
    findInItem(elements.get(imageTags.shared), 0, groups),
    findInItem(elements.get(imageTags.perFrame), frame, groups),
  ]
  for (const layer of layers)
    for (const group of groups)
      for (const [tag, element] of findInItem(layer?.get(group), 0, imageTagSet) ?? []) merged.set(tag, element)
  return merged
}
