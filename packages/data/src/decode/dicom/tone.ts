/** From stored values to grey levels (PS3.3, C.11.1 and C.11.2): modality, values of interest, inversion. */
import type { DicomWindow } from './dicom-options.ts'
import { corruptDicom } from './corrupt.ts'
import { readLut } from './colour.ts'
import { imageTags, imageTagSet } from './image-description.ts'
import type { ImageDescription } from './image-description.ts'
import { findInItem, readDecimal, readText, readUint16, valueBytes } from './values.ts'
import type { Elements } from './values.ts'

type Curve = (value: number) => number

/** A table of the file: clamped at its ends. */
interface Lut {
  values: Uint8Array | Uint16Array
  first: number
  /** Largest value that an entry can have. */
  top: number
}

/** The stored value of an unsigned pattern of `stored` bits. */
export function storedValue({ stored, signed }: Pick<ImageDescription, 'stored' | 'signed'>): Curve {
  const half = 2 ** (stored - 1)
  return signed ? (pattern) => (pattern >= half ? pattern - 2 * half : pattern) : (pattern) => pattern
}

/**
 * Grey level, 0 to 1, of a stored value.
 *
 * @param window what the caller wants
 * @param range smallest and largest stored value of the frame
 */
export function toneCurve(
  image: ImageDescription,
  elements: Elements,
  window: DicomWindow,
  range: () => readonly [number, number],
): Curve {
  const modality = readModality(image, elements)
  const interest = readInterest(image, elements, window, modality, range)
  // What the standard shows white is shown black (C.7.6.3.1.2).
  const inverted = image.photometric === 'MONOCHROME1'
  return (stored) => {
    const grey = interest(modality.curve(stored))
    return inverted ? 1 - grey : grey
  }
}

interface Modality {
  curve: Curve
  /** Smallest and largest value it can give, as far as the header says. */
  low: number
  high: number
}

function readModality(image: ImageDescription, elements: Elements): Modality {
  const half = 2 ** (image.stored - 1)
  const [least, most] = image.signed ? [-half, half - 1] : [0, 2 * half - 1]
  const lut = readTable(findInItem(elements.get(imageTags.modalityLut), 0, imageTagSet), image.signed)
  if (lut !== undefined) return { curve: look(lut), low: 0, high: lut.top }
  const slope = readDecimal(elements.get(imageTags.slope)) ?? 1
  const intercept = readDecimal(elements.get(imageTags.intercept)) ?? 0
  if (slope === 0) throw corruptDicom('its rescale slope is 0')
  const curve = (value: number): number => value * slope + intercept
  return { curve, low: Math.min(curve(least), curve(most)), high: Math.max(curve(least), curve(most)) }
}

function readInterest(
  image: ImageDescription,
  elements: Elements,
  window: DicomWindow,
  modality: Modality,
  range: () => readonly [number, number],
): Curve {
  if (typeof window === 'object') return windowCurve(window.center, window.width, window.function ?? 'linear')
  if (window === 'range') {
    const ends = range().map(modality.curve)
    return stretch(Math.min(...ends), Math.max(...ends))
  }
  if (window === 'file') {
    // What a modality table gives is unsigned (C.11.1.1.1).
    const signed = image.signed && !elements.has(imageTags.modalityLut)
    const negative = signed || modality.low < 0
    const lut = readTable(findInItem(elements.get(imageTags.voiLut), 0, imageTagSet), negative)
    if (lut !== undefined) return (value) => look(lut)(value) / lut.top
    const center = readDecimal(elements.get(imageTags.windowCenter))
    const width = readDecimal(elements.get(imageTags.windowWidth))
    if (center !== undefined && width !== undefined) return windowCurve(center, width, voiFunction(elements))
  }
  return stretch(modality.low, modality.high)
}

/** Linear between two values that are not equal; a flat picture is black. */
function stretch(low: number, high: number): Curve {
  const width = high - low
  return width > 0 ? (value) => Math.min(1, Math.max(0, (value - low) / width)) : () => 0
}

function voiFunction(elements: Elements): 'linear' | 'linear-exact' | 'sigmoid' {
  const name = readText(elements.get(imageTags.voiFunction))?.trim() || 'LINEAR'
  if (name === 'LINEAR') return 'linear'
  if (name === 'LINEAR_EXACT') return 'linear-exact'
  if (name === 'SIGMOID') return 'sigmoid'
  throw corruptDicom(`its VOI LUT function is '${name.slice(0, 16)}', expected LINEAR, LINEAR_EXACT or SIGMOID`)
}

/**
 * A window (PS3.3, C.11.2.1.2 and C.11.2.1.3).
 *
 * @throws {DecodeError} `corrupt` for a width that the standard excludes: below 1 where `linear`, else 0 or below
 */
export function windowCurve(center: number, width: number, name: 'linear' | 'linear-exact' | 'sigmoid'): Curve {
  if (name === 'linear' ? width < 1 : width <= 0) throw corruptDicom(`its window is ${width} wide`)
  if (name === 'sigmoid') return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width))
  if (name === 'linear-exact') return (value) => Math.min(1, Math.max(0, (value - center) / width + 0.5))
  // Widths of 1 are a threshold.
  return (value) => {
    if (value <= center - 0.5 - (width - 1) / 2) return 0
    if (value > center - 0.5 + (width - 1) / 2) return 1
    return (value - (center - 0.5)) / (width - 1) + 0.5
  }
}

const look =
  ({ values, first }: Lut): Curve =>
  (value) =>
    values[Math.min(values.length - 1, Math.max(0, Math.round(value) - first))]!

/** The table of a modality or VOI sequence's item; `undefined` where there is none. */
function readTable(item: Elements | undefined, signed: boolean): Lut | undefined {
  const descriptor = item?.get(imageTags.lutDescriptor)
  const data = item?.get(imageTags.lutData)
  if (descriptor === undefined || data === undefined) return undefined
  const entries = readUint16(descriptor, 0)
  const first = readUint16(descriptor, 1)
  const bits = readUint16(descriptor, 2)
  if (entries === undefined || first === undefined || bits === undefined || bits < 1 || bits > 16)
    throw corruptDicom('a lookup table is not described')
  const { values } = readLut(valueBytes(data), entries || 65_536, data.source.little)
  return { values, first: signed && first >= 32_768 ? first - 65_536 : first, top: 2 ** bits - 1 }
}
