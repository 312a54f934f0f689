/** The error of workers, as opposed to errors of pictures. */

/**
 * Why workers did not load a picture. `crash`: the worker that was busy with it ended by itself (out of memory, killed); `waiting`: it
 * waited for its turn in a worker that did; `start`: workers cannot be started; `closed`: the pool is closed.
 */
export class WorkersError extends Error {
  override name = 'WorkersError'

  constructor(
    readonly kind: 'crash' | 'waiting' | 'start' | 'closed',
    message: string,
  ) {
    super(message)
  }
}
