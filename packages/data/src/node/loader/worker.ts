/** The script of a thread of `nodeWorkers`. */
import { parentPort } from 'node:worker_threads'

import { servePictures } from '../../loader/workers/serve-pictures.ts'
import type { ToWorker } from '../../loader/workers/messages.ts'
import { diskCache } from './disk-cache.ts'
import type { DiskCacheOptions } from './disk-cache.ts'

const port = parentPort!

port.on(
  'message',
  servePictures({
    answer: (message, transfer) => port.postMessage(message, transfer),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    openStore: (settings) => diskCache(settings as unknown as DiskCacheOptions),
  }) as (message: ToWorker) => void,
)
