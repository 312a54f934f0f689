/** The script of the page on which checkpoints are kept in a browser: it does what the test asks, and answers. */
/// <reference lib="dom" />
import { CheckpointError } from '../checkpoint/checkpoint-error.ts'
import { type CheckpointKeeper, createCheckpointKeeper } from '../checkpoint/checkpoint-keeper.ts'
import { numbered, numberOf } from '../checkpoint/checkpoint.test-support.ts'
import { decodeCheckpoint } from '../checkpoint/decode-checkpoint.ts'
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts'
import { checkpointDatabase } from './checkpoint-database.ts'

/** What the test may ask. */
export interface CheckpointPage {
  /** Writes the state `n`; the answer is what went wrong, if anything. */
  write(run: string, name: string, n: number, values?: number): Promise<string | undefined>
  /** Which state is there, or what is wrong with it. */
  read(run: string, name: string): Promise<number | string | undefined>
  list(run: string): Promise<string[] | string>
  remove(run: string, name: string): Promise<void>
  /** Epochs of the best and of the latest, after these values were saved. */
  keep(run: string, values: readonly number[]): Promise<{ best: number[]; latest: number | undefined }>
  /** The bytes that are stored of a view, of one of shared memory, and the result of writes that overlap. */
  bytes(run: string): Promise<{ view: number; shared: number[]; overlapping: number[] }>
  /** Does what `write` does, in a worker. */
  inWorker(run: string, name: string, n: number): Promise<string | undefined>
  /** Whether it was deleted: where a connection stays open, that is `blocked`. */
  deleteDatabase(run: string): Promise<'deleted' | 'blocked'>
  /** Writes `last.ckpt` from `first` on, as fast as it can; tells `said` of each. */
  writeForever(run: string, first: number): void
  /** Pages of another program, and of a later version. */
  occupy(run: string, version: number): Promise<void>
}

/** 1 MiB: large enough for the end to hit the middle of a write. */
const large = 262_144

const reason = (error: unknown): string =>
  error instanceof CheckpointError ? `${error.code}: ${error.message}` : String(error)

const ended = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error as DOMException))
  })

const opened = new Map<string, ReturnType<typeof checkpointDatabase>>()

/** One store for each run, so that its connection stays open from call to call. */
function storeOf(run: string): ReturnType<typeof checkpointDatabase> {
  const store = opened.get(run) ?? checkpointDatabase(run)
  opened.set(run, store)
  return store
}

export const checkpointPage: CheckpointPage = {
  async write(run, name, n, values) {
    try {
      await storeOf(run).write(name, await encodeCheckpoint(numbered(n, values)))
      return undefined
    } catch (error) {
      return reason(error)
    }
  },
  async read(run, name) {
    try {
      const bytes = await storeOf(run).read(name)
      return bytes && numberOf(await decodeCheckpoint(bytes))
    } catch (error) {
      return reason(error)
    }
  },
  list: (run) => storeOf(run).list().catch(reason),
  remove: (run, name) => storeOf(run).remove(name),
  async keep(run, values) {
    const keeper = (): CheckpointKeeper =>
      createCheckpointKeeper(storeOf(run), { keepBest: 2, monitor: 'valLoss', mode: 'min' })
    const first = keeper()
    for (const [epoch, value] of values.entries()) await first.save(numbered(epoch), { epoch, value })
    const later = keeper()
    return { best: (await later.best()).map(({ epoch }) => epoch), latest: (await later.latest())?.epoch }
  },
  async bytes(run) {
    const store = storeOf(run)
    await store.write('view', new Uint8Array(1000).subarray(10, 13))
    const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(7)
    await store.write('shared', shared)
    const writes = [1, 2, 3].map((n) => store.write('overlapping', Uint8Array.of(n)))
    const overlapping = [...(await store.read('overlapping'))!]
    await Promise.all(writes)
    const view = (await store.read('view'))!.buffer.byteLength
    return { view, shared: [...(await store.read('shared'))!], overlapping }
  },
  inWorker(run, name, n) {
    const worker = new Worker(new URL('./checkpoint-worker.test-support.ts', import.meta.url), { type: 'module' })
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<string | undefined>) => {
        worker.terminate()
        resolve(data)
      })
      worker.addEventListener('error', reject)
      worker.postMessage([run, name, n], [])
    })
  },
  deleteDatabase(run) {
    const request = indexedDB.deleteDatabase(`convlens-checkpoints/${run}`)
    return new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve('deleted'))
      request.addEventListener('blocked', () => resolve('blocked'))
      request.addEventListener('error', () => reject(request.error as DOMException))
    })
  },
  writeForever(run, first) {
    const { said } = globalThis as unknown as { said: (n: number | string) => void }
    const work = async (): Promise<void> => {
      for (let n = first; ; n++) {
        const failed = await checkpointPage.write(run, 'last.ckpt', n, large)
        said(failed ?? n)
        if (failed !== undefined) return
      }
    }
    void work()
  },
  async occupy(run, version) {
    const database = await ended(indexedDB.open(`convlens-checkpoints/${run}`, version))
    database.close()
  },
}

Object.assign(globalThis, { checkpointPage })
