/** What the processes of a pool run, and what they and the pool tell each other. */

export type ToChild =
  | { type: 'run'; id: number; name: string; payload: unknown; threads: number }
  | { type: 'abort'; id: number }
  | { type: 'reported'; id: number; report: number; error?: SentError }

export type FromChild =
  | { type: 'started'; id: number }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'failed'; id: number; error: SentError; code?: 'bad-module' | 'not-sendable' }
  | { type: 'report'; id: number; report: number; value: unknown }
  | { type: 'fatal'; error: SentError }

/** An error as data: a structured clone would lose its name and code. */
export interface SentError {
  name: string
  message: string
  stack?: string
  code?: string | number
}

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message, stack } = error
  const { code } = error as { code?: unknown }
  const isPlain = typeof code === 'string' || typeof code === 'number'
  return { name, message, ...(stack === undefined ? {} : { stack }), ...(isPlain ? { code } : {}) }
}

/** An error with the name, code and stack of the one that was sent. */
export function receivedError({ name, message, stack, code }: SentError): Error {
  const error = new Error(message)
  for (const [key, value] of Object.entries({ name, stack, code }))
    if (value !== undefined) Object.defineProperty(error, key, { value, configurable: true, writable: true })
  return error
}

/**
 * The program, as text for `node -e`: so there is no file that a bundler could lose. Its argument is the module's address.
 *
 * It goes with its parent: when that ends, however it ends, the channel closes. Ctrl-C reaches every process of a terminal; what
 * follows from it is the parent's to say.
 */
export const childProgram: string = `'use strict'
const href = process.argv[1]
const isError = (error) => error instanceof Error || typeof error?.message === 'string'
const sent = (error) => {
  if (!isError(error)) return { name: 'Error', message: String(error) }
  const code = ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {}
  return { name: String(error.name), message: error.message, stack: error.stack && String(error.stack), ...code }
}
const tell = (message) => process.connected && process.send(message)
let task
let loading
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', (error) => {
  if (!process.connected) process.exit(1)
  process.send({ type: 'fatal', error: sent(error) }, () => process.exit(1))
})
const send = (message) => {
  try {
    tell(message)
  } catch (error) {
    throw Object.assign(new Error(error.message), { notSendable: true })
  }
}
const load = async (name) => {
  const bad = (message, stack) => Object.assign(new Error(message), { badModule: true, ...(stack && { stack }) })
  let module
  try {
    module = await (loading ??= import(href))
  } catch (error) {
    throw bad('could not be loaded: ' + (isError(error) ? error.message : error), error?.stack)
  }
  if (typeof module[name] === 'function') return module[name]
  const names = Object.keys(module).filter((key) => typeof module[key] === 'function')
  throw bad("has no function '" + name + "'; it has " + (names.join(', ') || 'none'))
}
const run = async ({ id, name, payload, threads }) => {
  const stop = new AbortController()
  const reports = new Map()
  task = { id, stop, reports }
  const report = (value) =>
    new Promise((resolve, reject) => {
      const number = task?.id === id ? (task.count = (task.count ?? 0) + 1) : 0
      send({ type: 'report', id, report: number, value })
      reports.set(number, { resolve, reject })
    })
  try {
    tell({ type: 'started', id })
    const work = await load(name)
    send({ type: 'done', id, result: await work(payload, { signal: stop.signal, report, threads }) })
  } catch (error) {
    const code = error?.badModule ? 'bad-module' : error?.notSendable ? 'not-sendable' : undefined
    tell({ type: 'failed', id, error: sent(error), ...(code && { code }) })
  }
}
process.on('message', (message) => {
  if (message.type === 'run') run(message)
  else if (task?.id !== message.id) return
  else if (message.type === 'abort') task.stop.abort()
  else {
    const waiting = task.reports.get(message.report)
    task.reports.delete(message.report)
    if (message.error === undefined) waiting?.resolve()
    else waiting?.reject(Object.assign(new Error(message.error.message), message.error))
  }
})
`
