/** Where checkpoints are kept. */

/**
 * Bytes by name. Names are lower-case letters, digits, `.`, `_` and `-`, begin with a letter or a digit and have at most 100
 * characters.
 *
 * A store of your own holds what the trainer relies on if `write` is atomic (after a crash at any moment `read` gives the old bytes
 * or the new bytes) and lasting (once its promise is fulfilled, the new ones), and if writes take effect in the order of their
 * calls. Bytes that are handed to `write` stay unchanged until its promise is settled.
 */
export interface CheckpointStore {
  write(name: string, bytes: Uint8Array): Promise<void>
  /** `undefined` where nothing has that name. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Does nothing where nothing has that name. */
  remove(name: string): Promise<void>
  /** All names, sorted. */
  list(): Promise<string[]>
}

/** The rule keeps out paths, hidden files and names that differ by case alone, which some disks take for one. */
export const isCheckpointName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)

/** @throws RangeError where a name breaks the rule of `CheckpointStore` */
export function checkName(name: string): void {
  if (isCheckpointName(name)) return
  const rule = "expected 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or a digit"
  throw new RangeError(`name: ${rule}, got ${JSON.stringify(name)}`)
}

/** Runs tasks one after the other, in the order of the calls; one that fails stops none. */
export function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(task: () => Promise<T>): Promise<T> => {
    const done = last.then(task)
    last = done.catch(() => undefined)
    return done
  }
}
