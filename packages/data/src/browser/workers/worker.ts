/** The script of a worker of `browserWorkers`. */
import { servePictures } from '../../loader/workers/serve-pictures.ts'
import type { ToWorker } from '../../loader/workers/messages.ts'

const scope = globalThis as unknown as Worker

// A message to oneself comes after those that wait already, and at once where timers would wait 4 ms.
const { port1, port2 } = new MessageChannel()
const turns: (() => void)[] = []
port1.addEventListener('message', () => turns.shift()?.())
port1.start()

const serve = servePictures({
  answer: (message, transfer) => scope.postMessage(message, transfer),
  turn: () =>
    new Promise((resolve) => {
      turns.push(resolve)
      port2.postMessage(undefined)
    }),
})
scope.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => serve(data))
