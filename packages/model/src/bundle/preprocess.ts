/** The description of how a picture becomes the model's input: kept and checked here, carried out by `@convlens/data`. */
import { isObject } from './is-object.ts'

interface Frame {
  width: number
  height: number
  channels: 1 | 3
  /** How a picture of another aspect fits: `stretch` distorts, `pad` adds black, `crop` cuts. */
  fit: 'stretch' | 'pad' | 'crop'
}

/** The first version. */
export interface PreprocessV1 extends Frame {
  version: 1
  /** `unit`: 0 to 1; `standardise`: each picture to mean 0 and deviation 1. */
  scaling: 'unit' | 'standardise'
}

/** The second version. */
export interface PreprocessV2 extends Frame {
  version: 2
  /** As in the first; `min-max`: each picture's darkest value to 0, its brightest to 1. */
  scaling: 'unit' | 'standardise' | 'min-max'
  /** Percentiles of each picture's values that become 0 and 1. */
  window?: readonly [lowPercent: number, highPercent: number]
  /** Contrast limited adaptive histogram equalisation. */
  clahe?: { tiles: readonly [columns: number, rows: number]; clipLimit: number }
}

/** How a picture becomes the network's input; `@convlens/data`'s `PreprocessSpec`. */
export type Preprocess = PreprocessV1 | PreprocessV2

/** What is wrong and what was expected. */
export interface Fault {
  field: string
  clause: string
}

/** The first field of a description that is wrong, if one is. */
export function preprocessFault(value: unknown): Fault | undefined {
  if (!isObject(value)) return fault('', 'an object', value)
  const { version } = value
  if (version !== 1 && version !== 2) return fault('.version', '1 or 2', version)
  for (const side of ['width', 'height'] as const) {
    if (!isCount(value[side], 16_384)) return fault(`.${side}`, 'an integer from 1 to 16384', value[side])
  }
  const choices: [string, unknown[]][] = [
    ['channels', [1, 3]],
    ['fit', ['stretch', 'pad', 'crop']],
    ['scaling', version === 1 ? ['unit', 'standardise'] : ['unit', 'standardise', 'min-max']],
  ]
  for (const [field, allowed] of choices) {
    if (!allowed.includes(value[field])) {
      return fault(`.${field}`, allowed.map((choice) => JSON.stringify(choice)).join(' or '), value[field])
    }
  }
  const more = Object.keys(value).find((field) => !fieldsOf[version].includes(field))
  if (more !== undefined) return fault(`.${more}`, `only ${fieldsOf[version].join(', ')}`, value[more])
  if (value['window'] !== undefined && !isWindow(value['window']))
    return fault('.window', 'two percentages from 0 to 100, the smaller first', value['window'])
  if (value['clahe'] !== undefined && !isClahe(value['clahe']))
    return fault('.clahe', 'tiles, two counts from 1 to 64, and a clipLimit above 0', value['clahe'])
  return undefined
}

const shared = ['version', 'width', 'height', 'channels', 'fit', 'scaling']
const fieldsOf: Record<1 | 2, string[]> = { 1: shared, 2: [...shared, 'window', 'clahe'] }

const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most

const isWindow = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((percent) => typeof percent === 'number' && percent >= 0 && percent <= 100) &&
  value[0] < value[1]

const isClahe = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  Array.isArray(value['tiles']) &&
  value['tiles'].length === 2 &&
  value['tiles'].every((tiles) => isCount(tiles, 64)) &&
  typeof value['clipLimit'] === 'number' &&
  Number.isFinite(value['clipLimit']) &&
  value['clipLimit'] > 0

const fault = (field: string, expected: string, got: unknown): Fault => ({
  field: `preprocess${field}`,
  clause: `expected ${expected}, got ${JSON.stringify(got)}`,
})
