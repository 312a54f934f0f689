/** Names for results, so that one is taken up again only where everything that made it is still the same. */
import { keyedState } from '../build/keyed-random.ts'
import { canonicalJson } from '../bundle/canonical-json.ts'

/** 128 bits over a JSON value, as 32 hexadecimal digits; the order of keys does not count. Tells apart, does not protect. */
export function resultKey(value: unknown): string {
  const text = canonicalJson(value) ?? 'undefined'
  return keyedState('result', text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
}

/** Some names for a message: the first five and how many more. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `'${name}'`)
  return shown.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}
