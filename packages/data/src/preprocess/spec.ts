/** The preprocessing description that travels with a model: the only way a picture reaches it. */

interface Frame {
  /** Columns and rows of the result. */
  width: number
  height: number
  /** 1 grey, 3 RGB. */
  channels: 1 | 3
  /** `stretch` ignores the aspect, `pad` keeps it and fills with black, `crop` keeps it and takes the centre. */
  fit: 'stretch' | 'pad' | 'crop'
}

/** The first version: every bundle written with it keeps its meaning, to the bit. */
export interface PreprocessSpecV1 extends Frame {
  version: 1
  /** `unit`: 0 (black) to 1 (white). `standardise`: mean 0 and deviation 1 over each picture, padding at 0. */
  scaling: 'unit' | 'standardise'
}

/** The second version: everything of the first, `min-max`, and two optional steps that even out films of different machines. */
export interface PreprocessSpecV2 extends Frame {
  version: 2
  /**
   * `unit` and `standardise` as in version 1; `min-max`: the darkest value of each picture becomes 0, the brightest 1. A flat
   * picture becomes zeros under the last two.
   */
  scaling: 'unit' | 'standardise' | 'min-max'
  /**
   * First step after resizing: the values at these percentiles of each picture become 0 and 1, and what lies beyond is cut.
   * `[1, 99]` is a common window; padding does not count.
   */
  window?: readonly [lowPercent: number, highPercent: number]
  /** Second step: contrast limited adaptive histogram equalisation, as OpenCV's `createCLAHE(clipLimit, tiles)`. */
  clahe?: ClaheSpec
}

/** Contrast limited adaptive histogram equalisation. */
export interface ClaheSpec {
  /** Into how many columns and rows of tiles the picture is divided; 1 to 64 each. */
  tiles: readonly [columns: number, rows: number]
  /** How many times the mean height of a tile's histogram a bin may reach, above 0; OpenCV's users take 2 to 4. */
  clipLimit: number
}

/** How a decoded picture becomes the numbers a model sees. Stored in the classifier bundle as JSON. */
export type PreprocessSpec = PreprocessSpecV1 | PreprocessSpecV2

const required = ['version', 'width', 'height', 'channels', 'fit', 'scaling']
const optional = ['window', 'clahe']

/**
 * Checks a description that came from a file or a user.
 *
 * @returns a copy with the known fields
 * @throws {RangeError} naming the field that is missing, unknown or out of range
 *
 * @example
 * validatePreprocessSpec({ version: 2, width: 224, height: 224, channels: 1, fit: 'pad', scaling: 'unit', window: [1, 99] })
 */
export function validatePreprocessSpec(value: unknown): PreprocessSpec {
  if (!isObject(value))
    throw new RangeError(
      `preprocess: ${show(value)} given, expected an object with version, width, height, channels, fit and scaling`,
    )
  for (const field of required) if (value[field] === undefined) throw new RangeError(`preprocess.${field}: missing`)
  choose('version', value['version'], [1, 2])
  const second = value['version'] === 2
  const known = second ? [...required, ...optional] : required
  for (const field of Object.keys(value))
    if (!known.includes(field))
      throw new RangeError(
        `preprocess.${field}: unknown field${optional.includes(field) ? ' in version 1 (version 2 has it)' : ''}, expected only ${known.join(', ')}`,
      )
  choose('channels', value['channels'], [1, 3])
  choose('fit', value['fit'], ['stretch', 'pad', 'crop'])
  choose('scaling', value['scaling'], second ? ['unit', 'standardise', 'min-max'] : ['unit', 'standardise'])
  for (const field of ['width', 'height']) whole(field, value[field], 16_384)
  const window = value['window'] === undefined ? {} : { window: checkWindow(value['window']) }
  const clahe = value['clahe'] === undefined ? {} : { clahe: checkClahe(value['clahe']) }
  return {
    ...Object.fromEntries(required.map((field) => [field, value[field]])),
    ...window,
    ...clahe,
  } as PreprocessSpec
}

/**
 * The range in which the values of a preprocessed picture lie: what `applyAugmentation` takes as `range`.
 *
 * @returns `[0, 1]`, or `undefined` for standardised pictures, which have no bounds
 */
export function valueRange(spec: PreprocessSpec): readonly [low: 0, high: 1] | undefined {
  return spec.scaling === 'standardise' ? undefined : [0, 1]
}

function checkWindow(value: unknown): readonly [number, number] {
  const [low, high] = Array.isArray(value) && value.length === 2 ? value : []
  if (!(typeof low === 'number' && typeof high === 'number' && low >= 0 && high <= 100 && low < high))
    throw new RangeError(
      `preprocess.window: ${show(value)} given, expected two percentages from 0 to 100, the smaller first`,
    )
  return [low, high]
}

function checkClahe(value: unknown): ClaheSpec {
  if (!isObject(value))
    throw new RangeError(`preprocess.clahe: ${show(value)} given, expected an object with tiles and clipLimit`)
  for (const field of Object.keys(value))
    if (field !== 'tiles' && field !== 'clipLimit')
      throw new RangeError(`preprocess.clahe.${field}: unknown field, expected only tiles, clipLimit`)
  const { tiles, clipLimit } = value
  if (!Array.isArray(tiles) || tiles.length !== 2)
    throw new RangeError(`preprocess.clahe.tiles: ${show(tiles)} given, expected [columns, rows]`)
  const [columns, rows] = tiles as [unknown, unknown]
  whole('clahe.tiles[0]', columns, 64)
  whole('clahe.tiles[1]', rows, 64)
  if (!(typeof clipLimit === 'number' && Number.isFinite(clipLimit) && clipLimit > 0))
    throw new RangeError(`preprocess.clahe.clipLimit: ${show(clipLimit)} given, expected a number above 0`)
  return { tiles: [columns as number, rows as number], clipLimit }
}

function choose(field: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value))
    throw new RangeError(
      `preprocess.${field}: ${show(value)} given, expected ${allowed.map((choice) => show(choice)).join(' or ')}`,
    )
}

function whole(field: string, value: unknown, most: number): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most)
    throw new RangeError(`preprocess.${field}: ${show(value)} given, expected a whole number from 1 to ${most}`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (value: unknown): string => JSON.stringify(value) ?? String(value)
