/** Lets timers, input and painting have their turn between steps. */

/** What browsers' and Node's message ports have in common; their declarations differ. */
interface Port {
  addEventListener(type: 'message', listener: () => void): void
  start(): void
  close(): void
  postMessage(message: unknown): void
}

/** Resolves in a new task. A message instead of a timer: browsers slow the timers of a hidden page down to one a second. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel() as unknown as { port1: Port; port2: Port }
    const done = (): void => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', done)
    port1.start()
    port2.postMessage(undefined)
  })
}
