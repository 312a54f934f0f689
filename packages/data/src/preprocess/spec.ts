/** The preprocessing description that travels with a model: the only way a picture reaches it. */

/** How a decoded picture becomes the numbers a model sees. Stored in the classifier bundle as JSON. */
export interface PreprocessSpec {
  version: 1
  /** Columns and rows of the result. */
  width: number
  height: number
  /** 1 grey, 3 RGB. */
  channels: 1 | 3
  /** `stretch` ignores the aspect, `pad` keeps it and fills with black, `crop` keeps it and takes the centre. */
  fit: 'stretch' | 'pad' | 'crop'
  /** `unit`: 0 (black) to 1 (white). `standardise`: mean 0 and deviation 1 over each picture, padding at 0. */
  scaling: 'unit' | 'standardise'
}

const choices = {
  version: [1],
  channels: [1, 3],
  fit: ['stretch', 'pad', 'crop'],
  scaling: ['unit', 'standardise'],
} as const

/**
 * Checks a description that came from a file or a user.
 *
 * @returns a copy with the known fields
 * @throws {RangeError} naming the field that is missing, unknown or out of range
 */
export function validatePreprocessSpec(value: unknown): PreprocessSpec {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError(
      `preprocess: ${show(value)} given, expected an object with version, width, height, channels, fit and scaling`,
    )
  const spec = value as Record<string, unknown>
  const known = ['version', 'width', 'height', 'channels', 'fit', 'scaling']
  for (const field of known) if (spec[field] === undefined) throw new RangeError(`preprocess.${field}: missing`)
  for (const field of Object.keys(spec))
    if (!known.includes(field))
      throw new RangeError(`preprocess.${field}: unknown field, expected only ${known.join(', ')}`)
  for (const [field, allowed] of Object.entries(choices))
    if (!(allowed as readonly unknown[]).includes(spec[field]))
      throw new RangeError(
        `preprocess.${field}: ${show(spec[field])} given, expected ${allowed.map(show).join(' or ')}`,
      )
  for (const field of ['width', 'height'])
    if (!Number.isInteger(spec[field]) || (spec[field] as number) < 1 || (spec[field] as number) > 16_384)
      throw new RangeError(`preprocess.${field}: ${show(spec[field])} given, expected a whole number from 1 to 16384`)
  return Object.fromEntries(known.map((field) => [field, spec[field]])) as unknown as PreprocessSpec
}

const show = (value: unknown): string => JSON.stringify(value) ?? String(value)
