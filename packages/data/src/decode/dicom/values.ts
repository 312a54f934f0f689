/** The values of the few elements that are asked for. */
import { corruptDicom, tagName } from './corrupt.ts'
import { walkElements, walkItems, pixelData } from './elements.ts'
import type { Element, Source } from './elements.ts'

/** Elements by their tag; only those that were asked for, so that nothing else of the file is kept. */
export type Elements = ReadonlyMap<number, Element>

/**
 * The wanted elements of a data set. What follows the pixel data is not looked at.
 *
 * @throws {DecodeError} `corrupt` where the data set is damaged before its pixel data
 */
export function findElements(source: Source, start: number, end: number, wanted: ReadonlySet<number>): Elements {
  const found = new Map<number, Element>()
  walkElements(source, start, end, (element) => {
    if (wanted.has(element.tag) && !found.has(element.tag)) found.set(element.tag, element)
    return element.tag === pixelData
  })
  return found
}

/** The wanted elements of one item of a sequence; `undefined` where there is no such sequence or item. */
export function findInItem(
  sequence: Element | undefined,
  index: number,
  wanted: ReadonlySet<number>,
): Elements | undefined {
  let found: Elements | undefined
  if (sequence !== undefined && sequence.end > sequence.start)
    walkItems(sequence, sequence.end, (start, end, at) => {
      if (at === index) found = findElements(sequence.source, start, end, wanted)
      return at === index
    })
  return found
}

export const valueBytes = ({ source, start, end }: Element): Uint8Array => source.bytes.subarray(start, end)

/** One of the 16-bit numbers of an element (US, SS); `undefined` where there is none. */
export function readUint16(element: Element | undefined, index = 0): number | undefined {
  if (element === undefined || element.start + 2 * index + 2 > element.end) return undefined
  return element.source.view.getUint16(element.start + 2 * index, element.source.little)
}

/** Text without its padding (PS3.5, 6.2), several values separated by a backslash. */
export function readText(element: Element | undefined, decoder: TextDecoder = latin1()): string | undefined {
  // No text of the header is longer; a damaged length could make it the whole file.
  return element && decoder.decode(valueBytes(element).subarray(0, 65_536)).replace(/[\0 ]+$/, '')
}

const latin1 = (): TextDecoder => new TextDecoder('latin1')

/**
 * The first of the numbers that a DS or IS element writes as text; `undefined` where there is none.
 *
 * @throws {DecodeError} `corrupt` where the text is no number
 */
export function readDecimal(element: Element | undefined): number | undefined {
  const text = readText(element)?.split('\\')[0]!.trim()
  if (element === undefined || text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw corruptDicom(`${tagName(element.tag)} is no number`)
  return value
}
