/** Checkpoints in a browser's database. */
/// <reference lib="dom" />
import { CheckpointError, type CheckpointErrorCode } from '../checkpoint/checkpoint-error.ts'
import { checkName, type CheckpointStore, inTurn } from '../checkpoint/checkpoint-store.ts'

const objects = 'checkpoints'

/** What the browser says, in words. */
const clauses: Record<string, string> = {
  QuotaExceededError: "the browser's space for this site is used up",
  VersionError: 'a later version of this page has changed it',
  NotFoundError: 'it is none of ours',
  InvalidStateError: 'the browser has closed it',
  SecurityError: 'the browser allows this page no storage',
  UnknownError: 'the disk refused',
}

function clauseOf(error: unknown): string {
  const { name, message } = (error ?? { name: 'AbortError', message: 'it was cut off' }) as Error
  return clauses[name] === undefined ? message || name : `${clauses[name]} (${name})`
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (globalThis.indexedDB === undefined) throw new Error('this runtime has no IndexedDB')
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(objects))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error as DOMException))
  })
}

/**
 * Keeps checkpoints in IndexedDB, in pages and in workers. A write is one transaction that is flushed to the disk (durability
 * `strict`): if the page is closed or crashes at any moment, there are the old bytes or the new ones. Connections are closed when
 * another page deletes or changes the database, and opened again when needed. The browser may drop all of a site's data: where it is
 * short of space, unless `navigator.storage.persist()` was granted, or where it was itself killed (once in 120 kills of Chromium).
 *
 * Its methods throw CheckpointError `unwritable` where the site's space is used up, and `unreadable`.
 *
 * @param name of the run; the database is named `convlens-checkpoints/<name>`
 * @throws RangeError where `name` is empty
 * @example
 * ```ts
 * const store = checkpointDatabase('first-run')
 * await store.write('last.ckpt', await encodeCheckpoint({ progress: { epoch: 1 }, tensors: {} }))
 * console.log(await store.list()) // ['last.ckpt']
 * ```
 */
export function checkpointDatabase(name: string): CheckpointStore {
  if (name === '') throw new RangeError("name: expected a name, got ''")
  const database = `convlens-checkpoints/${name}`
  const turn = inTurn()
  let connection: Promise<IDBDatabase> | undefined

  function connect(): Promise<IDBDatabase> {
    if (connection !== undefined) return connection
    const opening = openDatabase(database)
    const forget = (): void => {
      if (connection === opening) connection = undefined
    }
    opening.then((opened) => {
      opened.addEventListener('versionchange', () => {
        opened.close()
        forget()
      })
      // The person has cleared the site's data.
      opened.addEventListener('close', forget)
    }, forget)
    connection = opening
    return opening
  }

  async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const start = async (): Promise<IDBTransaction> =>
      (await connect()).transaction(objects, mode, { durability: 'strict' })
    try {
      return await start()
    } catch (error) {
      // The connection was closed between its opening and now.
      if ((error as Error).name !== 'InvalidStateError') throw error
      connection = undefined
      return start()
    }
  }

  /** Runs one request in a transaction of its own, and waits until that has ended. */
  async function run<T>(mode: IDBTransactionMode, ask: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = await begin(mode)
    return new Promise((resolve, reject) => {
      const request = ask(transaction.objectStore(objects))
      transaction.addEventListener('complete', () => resolve(request.result))
      transaction.addEventListener('abort', () => reject(transaction.error as DOMException))
    })
  }

  const failed =
    (code: CheckpointErrorCode, action: string, left = '') =>
    (cause: unknown) => {
      const message = `could not ${action} the database '${database}': ${clauseOf(cause)}${left}`
      throw new CheckpointError(code, message, { cause })
    }

  return {
    async write(key, bytes) {
      checkName(key)
      // A view would be stored with all of the buffer behind it, and shared memory not at all.
      const copy = new Uint8Array(bytes)
      const put = turn(() => run('readwrite', (store) => store.put(copy, key)))
      await put.catch(failed('unwritable', `write ${key} to`, '; what was there before is unchanged'))
    },
    async read(key) {
      checkName(key)
      const get = turn(() => run<Uint8Array | undefined>('readonly', (store) => store.get(key)))
      return get.catch(failed('unreadable', `read ${key} from`))
    },
    async remove(key) {
      checkName(key)
      const remove = turn(() => run('readwrite', (store) => store.delete(key)))
      await remove.catch(failed('unwritable', `remove ${key} from`))
    },
    async list() {
      const keys = turn(() => run('readonly', (store) => store.getAllKeys()))
      return ((await keys.catch(failed('unreadable', 'list'))) as string[]).sort()
    },
  }
}
