import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { openResultsFile } from './results-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convlens-results-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** Numbers that decimal text is tempted to change. */
const result = (i: number) => ({
  i,
  name: 'größe\n',
  a: Float32Array.of(0.1, -0, 1e-45, i),
  b: Float64Array.of(1 / 3, Number.NaN),
  c: Int32Array.of(-1),
  d: Uint8Array.of(0, 255),
  nested: { list: [Float32Array.of(i)] },
})

it('gives back what was added, in the order of the calls, to the bit', async () => {
  const path = join(folder, 'new', 'results.jsonl')
  const file = await openResultsFile<ReturnType<typeof result>>(path)
  expect(file.done).toEqual([])
  await Promise.all([0, 1, 2].map((i) => file.append(result(i))))
  await Promise.all([file.close(), file.close()])
  const again = await openResultsFile(path)
  expect(again.done).toEqual([result(0), result(1), result(2)])
  await again.append(result(3))
  await again.close()
  const last = await openResultsFile(path)
  expect(last.done).toEqual([0, 1, 2, 3].map(result))
  await last.close()
})

it('drops a last line that was cut off anywhere, and goes on behind the whole ones', async () => {
  const path = join(folder, 'results.jsonl')
  const whole = '{"i":0}\n'
  const line = '{"i":1,"name":"größe"}\n'
  const bytes = Buffer.from(line)
  for (let cut = 0; cut < bytes.length; cut++) {
    await writeFile(path, whole)
    await appendFile(path, bytes.subarray(0, cut))
    const file = await openResultsFile(path)
    expect(file.done).toEqual([{ i: 0 }])
    await file.append({ i: 2 })
    await file.close()
    expect(await readFile(path, 'utf8')).toBe('{"i":0}\n{"i":2}\n')
  }
})

it('refuses a file of something else, and leaves it as it was', async () => {
  const path = join(folder, 'thesis.txt')
  await writeFile(path, 'all my work\nand more')
  await expect(openResultsFile(path)).rejects.toThrow(`${path}: line 1 is no JSON; is this a file of results?`)
  expect(await readFile(path, 'utf8')).toBe('all my work\nand more')
})
