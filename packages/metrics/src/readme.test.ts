// The README's program runs as it stands and gives what its comments say.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as metrics from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [, program] = /```ts\n(.*?)```/s.exec(readme)!
const [, body] = /^import .*?\n\n(.*)$/s.exec(program!)!

/** What an expression gives, written as the README writes it: numbers cut after three decimals. */
function shown(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/(\.\d{3})\d+/g, '$1...')
    .replaceAll('"', "'")
    .replaceAll(/([{,:])/g, '$1 ')
    .replaceAll(/'(\w+)': /g, '$1: ')
    .replaceAll('}', ' }')
}

it('says what it gives', () => {
  const lines = [...body!.matchAll(/^(result\.\S+) \/\/ (.*)$/gm)]
  expect(lines).toHaveLength(3)
  // eslint-disable-next-line no-new-func -- the README's own text
  const run = new Function('evaluateBinary', `${body!}\nreturn [${lines.map(([, expression]) => expression)}]`)
  const values = run(metrics.evaluateBinary) as unknown[]
  expect(lines.map(([, , comment]) => comment!.replace(/", \.\.\.\]$/, ''))).toEqual([
    shown(values[0]),
    shown(values[1]).replaceAll(/\[ /g, '['),
    `["${(values[2] as string[])[0]}`,
  ])
})

it('names every public function', () => {
  const missing = Object.keys(metrics).filter(
    (name) => !readme.includes(`\`${name}\``) && !/From$|^apply|^normalQuantile$/.test(name),
  )
  expect(missing).toEqual([])
})
