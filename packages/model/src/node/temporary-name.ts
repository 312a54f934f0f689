/** Names of files that are being written, which say who writes them. */
import { createHash, randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

const pattern = /^\.[a-z0-9][a-z0-9._-]*\.([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}\.part$/

/** A write takes seconds: of a writer that cannot be asked, nothing else is left after an hour without a change. */
const strangersMs = 60 * 60 * 1000

/** How far the clocks of the disk and of this machine may be apart. */
const clockMs = 60 * 1000

/** Where a process number means the same process: this machine and, in a container, this container. */
function place(): string {
  let namespace = ''
  try {
    namespace = readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has it.
  }
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 8)
}

/** A name for the new bytes of `name`; no other call gives the same. */
export function temporaryName(name: string): string {
  return `.${name}.${place()}-${process.pid}-${randomUUID()}.part`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Whether `name` is from `temporaryName`. */
export const isTemporary = (name: string): boolean => pattern.test(name)

/**
 * Whether the writer of a temporary file is gone. In doubt it is not: a process with the number of a dead one keeps its leftovers
 * until it ends.
 *
 * @param modifiedMs when the file was last changed, in milliseconds since 1970
 */
export function isAbandoned(name: string, modifiedMs: number): boolean {
  const [, where, digits] = pattern.exec(name) ?? []
  if (where === undefined) return false
  if (where !== place()) return Date.now() - modifiedMs > strangersMs
  const pid = Number(digits)
  if (pid !== process.pid) return !isAlive(pid)
  // A container's process often has the number that the killed one had.
  return modifiedMs < Date.now() - process.uptime() * 1000 - clockMs
}
