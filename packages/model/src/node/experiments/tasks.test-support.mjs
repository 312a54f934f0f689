/** What the processes of the pool's tests do: some end badly. Plain JavaScript, as it is started many times. */
import { existsSync, writeFileSync } from 'node:fs'

export const addOne = (values) => ({
  values: values.map((value) => value + 1),
  pid: process.pid,
})

export async function say(payload) {
  if (payload.mark !== undefined) writeFileSync(payload.mark, '')
  await new Promise((resolve) => setTimeout(resolve, payload.milliseconds))
  return payload.text
}

export function fail() {
  throw Object.assign(new TypeError('the loss is NaN'), { name: 'TrainingError', code: 'non-finite-loss' })
}

export async function end(how) {
  if (how === 'exit') process.exit(7)
  if (how === 'kill') process.kill(process.pid, 'SIGKILL')
  if (how === 'rejection') void Promise.reject(new Error('nobody caught this'))
  if (how === 'uncaught')
    setTimeout(() => {
      throw new RangeError('nobody caught that')
    })
  await new Promise(() => setInterval(() => undefined, 1000))
}

/** Crashes the first time. */
export function crashOnce(mark) {
  if (existsSync(mark)) return 'done'
  writeFileSync(mark, '')
  return process.exit(1)
}

/** Waits until it is aborted, then writes a file. */
export async function tidyUp(mark, { signal }) {
  writeFileSync(`${mark}.started`, '')
  await new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
  writeFileSync(`${mark}.tidied`, '')
}

/** Computes for ever, and looks at no signal. */
export function neverEnds(mark) {
  writeFileSync(mark, '')
  for (;;);
}

export const notData = () => ({ build: () => 1 })

export async function count(to, { report }) {
  for (let i = 1; i <= to; i++) await report(i)
  return 'counted'
}

export function settings(_, { threads }) {
  const { OMP_NUM_THREADS: omp, TF_NUM_INTRAOP_THREADS: tf, MINE: mine } = process.env
  process.stdout.write('a word\n')
  return { threads, omp, tf, mine }
}
