/** JSON that keeps every number: as text, and back. */

/** What JSON can say, and the numbers that it cannot: NaN, the infinities and -0. A property that is undefined is left out. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

/** Far above what a history needs, and below what overflows the stack. */
const maxDepth = 200

const special = new Map<string, number>([
  ['~NaN', NaN],
  ['~Infinity', Infinity],
  ['~-Infinity', -Infinity],
  ['~-0', -0],
])

function describe(value: unknown): string {
  if (typeof value === 'bigint') return `the bigint ${value}`
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // The last is a plain object of another realm, such as a test runner's.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function check(value: unknown, path: string, depth: number): void {
  if (depth > maxDepth) throw new RangeError(`${path}: nested deeper than ${maxDepth}, or it contains itself`)
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, depth + 1)
  } else if (typeof value === 'object' && isPlain(value)) {
    for (const [key, part] of Object.entries(value)) if (part !== undefined) check(part, `${path}.${key}`, depth + 1)
  } else throw new RangeError(`${path}: expected JSON, got ${describe(value)}`)
}

/**
 * JSON text. NaN, Infinity, -Infinity and -0 become the strings `~NaN`, `~Infinity`, `~-Infinity` and `~-0`; a string that begins with
 * `~` gets a second one in front. Other numbers come back to the bit, as JSON's do.
 *
 * @param path what errors call the value
 * @throws RangeError naming the part that is no JSON: a function, a Map, a typed array, an undefined element
 */
export function toJson(value: JsonValue, path: string): string {
  check(value, path, 0)
  return JSON.stringify(value, (_key, part: JsonValue) => {
    if (typeof part === 'number') {
      if (Object.is(part, -0)) return '~-0'
      return Number.isFinite(part) ? part : `~${part}`
    }
    return typeof part === 'string' && part.startsWith('~') ? `~${part}` : part
  })
}

/** @throws SyntaxError where the text is not from `toJson` */
export function fromJson(text: string): JsonValue {
  return JSON.parse(text, (_key, part: JsonValue) => {
    if (typeof part !== 'string' || !part.startsWith('~')) return part
    if (part.startsWith('~~')) return part.slice(1)
    const number = special.get(part)
    if (number === undefined) throw new SyntaxError(`'${part}' stands for no number`)
    return number
  }) as JsonValue
}
