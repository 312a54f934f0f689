// Checks of states: they come from files and other machines, so anything may be in them.
import { checkLengths } from '../shared/checks.ts'

/** Safe to print whatever JSON holds: String({ toString: 1 }) would throw a TypeError. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : typeof value
}

export function refuse(name: string, received: unknown, expected: string): never {
  throw new RangeError(`${name}: is ${show(received)}, expected ${expected}`)
}

/** How many pictures a batch holds: the common length of its lists, which may be 0. */
export function batchLength(lists: Record<string, ArrayLike<unknown>>): number {
  return Object.values(lists).every(({ length }) => length === 0) ? 0 : checkLengths(lists)
}

/** @throws RangeError unless `state` is an object of this kind, in version 1. */
export function readState(state: unknown, kind: string): Record<string, unknown> {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) {
    refuse('state', state, `the state of an accumulator of kind '${kind}'`)
  }
  const fields = state as Record<string, unknown>
  if (fields['kind'] !== kind) refuse('state.kind', fields['kind'], `'${kind}'`)
  if (fields['version'] !== 1) refuse('state.version', fields['version'], '1')
  return fields
}

/** @throws RangeError unless `value` is a list, and of `length` entries where that is given. */
export function readList(name: string, value: unknown, length?: number): unknown[] {
  if (!Array.isArray(value)) refuse(name, value, 'a list')
  if (length !== undefined && value.length !== length) {
    throw new RangeError(`${name}: has ${value.length} entries, expected ${length}`)
  }
  return value
}

/** @throws RangeError unless `value` is a whole number of at least 0. */
export function readCount(name: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) refuse(name, value, 'a whole number of at least 0')
  return value as number
}

export function readCounts(name: string, value: unknown, length?: number): number[] {
  return Array.from(readList(name, value, length), (count, i) => readCount(`${name}[${i}]`, count))
}

/** Names of classes, each once. */
export function readLabels(name: string, value: unknown): string[] {
  const labels = Array.from(readList(name, value), (label, i) => {
    if (typeof label !== 'string') refuse(`${name}[${i}]`, label, 'the name of a class')
    return label
  })
  if (labels.length === 0) throw new RangeError(`${name}: is empty, expected the name of each class`)
  const seen = new Set<string>()
  for (const label of labels) {
    if (seen.has(label))
      throw new RangeError(`${name}: has '${label}' twice, expected a name of its own for each class`)
    seen.add(label)
  }
  return labels
}

/** @throws RangeError unless both lists of labels are the same, in the same order. */
export function checkSameLabels(received: readonly string[], expected: readonly string[]): void {
  if (received.length !== expected.length || received.some((label, i) => label !== expected[i])) {
    throw new RangeError(
      `state.labels: is [${received.join(', ')}], expected [${expected.join(', ')}] as in this accumulator`,
    )
  }
}

/** @throws RangeError where a setting of the state is not that of the accumulator it is merged into. */
export function checkSame(name: string, received: unknown, expected: string | number): void {
  if (received !== expected) refuse(`state.${name}`, received, `${show(expected)} as in this accumulator`)
}

/** `total` + `more` pictures, as long as every count stays a whole number that a double can hold. */
export function checkedTotal(total: number, more: number): number {
  if (!Number.isSafeInteger(total + more)) {
    throw new RangeError(`count: rises to ${total + more}, expected at most ${Number.MAX_SAFE_INTEGER} pictures`)
  }
  return total + more
}

export function sumOf(counts: Iterable<number>): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}
