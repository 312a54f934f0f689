/** What a worker does: it takes pictures in turn and answers each. */
import { preparePicture } from '../prepare.ts'
import type { PictureStore } from '../store.ts'
import { sendError, transferable } from './messages.ts'
import type { FromWorker, StoreSettings, ToWorker } from './messages.ts'

/** The worker's end of the line. */
export interface Line {
  answer(message: FromWorker, transfer: ArrayBuffer[]): void
  /** Lets messages come in. */
  turn(): Promise<void>
  /** Opens the store that the settings describe; a browser has none. */
  openStore?(settings: StoreSettings): PictureStore
  /** Does the work; `preparePicture` but in tests. */
  prepare?: typeof preparePicture
}

/**
 * @returns what takes the messages of the calling thread
 */
export function servePictures(line: Line): (message: ToWorker) => void {
  const queue = new Map<number, Extract<ToWorker, { type: 'run' }>>()
  const stores = new Map<string, PictureStore>()
  const { prepare = preparePicture } = line
  let working = false

  function storeFor(settings: StoreSettings | undefined): PictureStore | undefined {
    if (settings === undefined || line.openStore === undefined) return undefined
    const name = JSON.stringify(settings)
    let store = stores.get(name)
    if (store === undefined) stores.set(name, (store = line.openStore(settings)))
    return store
  }

  async function work(): Promise<void> {
    working = true
    for (const [job, { task, store }] of queue) {
      queue.delete(job)
      try {
        const result = await prepare(task, storeFor(store))
        line.answer({ type: 'done', job, result }, transferable(result))
      } catch (error) {
        line.answer({ type: 'failed', job, error: sendError(error) }, [])
      }
      // A message that drops a picture has to get in before that picture's turn.
      await line.turn()
    }
    working = false
  }

  line.answer({ type: 'ready' }, [])
  return (message) => {
    if (message.type === 'drop') queue.delete(message.job)
    else {
      queue.set(message.job, message)
      if (!working) void work()
    }
  }
}
