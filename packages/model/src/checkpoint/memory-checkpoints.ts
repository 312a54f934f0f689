/** Checkpoints in memory. */
import { checkName, type CheckpointStore } from './checkpoint-store.ts'

/**
 * Keeps checkpoints in memory: for tests, and for a training that is stopped and resumed in one process. Bytes are copied both ways.
 *
 * @example
 * ```ts
 * const store = memoryCheckpoints()
 * await store.write('last.ckpt', await encodeCheckpoint({ progress: { epoch: 1 }, tensors: {} }))
 * console.log(await store.list()) // ['last.ckpt']
 * ```
 */
export function memoryCheckpoints(): CheckpointStore {
  const kept = new Map<string, Uint8Array>()
  return {
    async write(name, bytes) {
      checkName(name)
      kept.set(name, new Uint8Array(bytes))
    },
    async read(name) {
      checkName(name)
      const bytes = kept.get(name)
      return bytes && new Uint8Array(bytes)
    },
    async remove(name) {
      checkName(name)
      kept.delete(name)
    },
    list: async () => [...kept.keys()].sort(),
  }
}
