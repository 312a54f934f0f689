/** A worker that ends by itself over some pictures: the ids say when. */
import { existsSync, writeFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

import { preparePicture } from '../../loader/prepare.ts'
import { servePictures } from '../../loader/workers/serve-pictures.ts'

parentPort!.on(
  'message',
  servePictures({
    answer: (message, transfer) => parentPort!.postMessage(message, transfer),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    async prepare(task) {
      const id = task.change?.id ?? ''
      if (id.startsWith('crash-always')) process.exit(9)
      if (id.startsWith('crash-once:')) {
        const mark = id.slice('crash-once:'.length)
        if (!existsSync(mark)) {
          writeFileSync(mark, '')
          process.exit(9)
        }
      }
      return preparePicture(task)
    },
  }),
)
